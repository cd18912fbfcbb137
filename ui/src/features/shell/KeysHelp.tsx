import { Dialog } from "../../parts/Dialog";
import classes from "./KeysHelp.module.css";

const keys: [string, [string, string][]][] = [
  [
    "Everywhere",
    [
      ["Ctrl K", "search and run: runbooks, steps, environments, actions"],
      ["/", "search in this screen"],
      ["?", "this list"],
      ["Ctrl +, Ctrl −", "larger, smaller; Ctrl 0 as it was"],
      ["Esc", "close what floats; nothing typed is lost"],
    ],
  ],
  [
    "In a runbook",
    [
      ["J", "next step, explained"],
      ["K", "previous step"],
      ["Enter", "explain the step"],
      ["P", "as a procedure, and back to the text"],
      ["Ctrl F", "find on this page"],
    ],
  ],
  [
    "In a run",
    [
      ["J", "next step"],
      ["K", "previous step"],
      ["Enter", "run the step"],
      ["Space", "tick the step"],
      ["S", "skip the step, with a reason"],
      ["N", "write a note"],
      ["O", "show the output"],
      ["C", "show the charts"],
      ["R", "show the rules of the runbook"],
    ],
  ],
  [
    "On a chart of a restore",
    [
      ["← →", "one second earlier, later"],
      ["Shift ← →", "ten seconds"],
      ["Page Up, Page Down", "one minute later, earlier"],
      ["+ −", "nearer, farther"],
    ],
  ],
];

export default function KeysHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Keys" size={520} closeLabel="Close keys">
      {keys.map(([title, list]) => (
        <section key={title} className={classes.group}>
          <h3 className="label">{title}</h3>
          <dl>
            {list.map(([key, words]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
