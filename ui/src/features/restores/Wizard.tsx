import type { ReactNode } from "react";
import classes from "./Restores.module.css";

export const steps = ["What happened", "When", "Where to", "Plan", "Run", "Verify"] as const;
export type Step = (typeof steps)[number];

interface Props {
  crumb: string[];
  at: Step;
  /** A word on what was decided, under the steps that are done. */
  decided?: Partial<Record<Step, string>>;
  onStep?: (step: Step) => void;
  footer?: ReactNode;
  children: ReactNode;
}

/** The way through a restore: where one is in it, and what was decided before. */
export function Wizard({ crumb, at, decided = {}, onStep, footer, children }: Props) {
  const here = steps.indexOf(at);
  return (
    <main className={classes.wizard}>
      <div className={classes.body}>
        <div className={classes.crumb}>{crumb.join(" › ")}</div>
        <ol className={classes.steps} aria-label="Steps of the restore">
          {steps.map((step, index) => (
            <li
              key={step}
              data-done={index < here || undefined}
              aria-current={step === at ? "step" : undefined}
            >
              {index < here && onStep ? (
                <button type="button" onClick={() => onStep(step)}>
                  {step}
                  {decided[step] && <small>{decided[step]}</small>}
                </button>
              ) : (
                <span>
                  {step}
                  {index < here && decided[step] && <small>{decided[step]}</small>}
                </span>
              )}
            </li>
          ))}
        </ol>
        {children}
      </div>
      {footer && <footer className={classes.footer}>{footer}</footer>}
    </main>
  );
}
