import { Button, Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useEffect, useState } from "react";
import "../theme/floating.css";
import classes from "./Columns.module.css";

interface Props {
  outline: ReactNode;
  outlineLabel: string;
  evidence: ReactNode;
  evidenceLabel: string;
  /** The drawer of the evidence, where it is one. */
  evidenceOpen: boolean;
  onEvidence: (open: boolean) => void;
  children: ReactNode;
}

/** Outline, work and evidence side by side; what has no room folds into a drawer. */
export function Columns(props: Props) {
  const roomForEvidence = useMediaQuery("(min-width: 1100px)", true, { getInitialValueInEffect: false });
  const roomForOutline = useMediaQuery("(min-width: 900px)", true, { getInitialValueInEffect: false });
  const [outlineOpen, setOutlineOpen] = useState(false);
  const { evidenceOpen, onEvidence } = props;
  // Asked for where it stands anyway, it must not open by itself when the window gets narrower.
  useEffect(() => {
    if (roomForEvidence && evidenceOpen) onEvidence(false);
  }, [roomForEvidence, evidenceOpen, onEvidence]);
  return (
    <div
      className={classes.columns}
      data-outline={roomForOutline || undefined}
      data-evidence={roomForEvidence || undefined}
    >
      {roomForOutline ? (
        <aside className={classes.outline} aria-label={props.outlineLabel}>
          {props.outline}
        </aside>
      ) : (
        <Fold title={props.outlineLabel} side="left" open={outlineOpen} onClose={() => setOutlineOpen(false)}>
          {props.outline}
        </Fold>
      )}
      <main className={classes.work}>
        {!(roomForEvidence && roomForOutline) && (
          <div className={classes.folds}>
            {!roomForOutline && (
              <Button size="compact-xs" onClick={() => setOutlineOpen(true)}>
                {props.outlineLabel}
              </Button>
            )}
            {!roomForEvidence && (
              <Button size="compact-xs" ml="auto" onClick={() => onEvidence(true)}>
                {props.evidenceLabel}
              </Button>
            )}
          </div>
        )}
        {props.children}
      </main>
      {roomForEvidence ? (
        <aside className={classes.evidence} aria-label={props.evidenceLabel}>
          {props.evidence}
        </aside>
      ) : (
        <Fold title={props.evidenceLabel} side="right" open={evidenceOpen} onClose={() => onEvidence(false)}>
          {props.evidence}
        </Fold>
      )}
    </div>
  );
}

function Fold(props: {
  title: string;
  side: "left" | "right";
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Drawer
      opened={props.open}
      onClose={props.onClose}
      position={props.side}
      size={props.side === "left" ? 300 : 460}
      title={props.title}
      padding="md"
      classNames={{ content: classes.fold, body: classes.foldBody }}
      overlayProps={{ backgroundOpacity: 0.35 }}
      transitionProps={{ duration: 140 }}
      closeButtonProps={{ "aria-label": `Close ${props.title.toLowerCase()}` }}
    >
      {props.children}
    </Drawer>
  );
}
