import { Modal } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import "../theme/floating.css";

interface Props {
  title: string;
  size: number;
  /** What closing means here, such as "Close without starting". */
  closeLabel: string;
  onClose: () => void;
  children: ReactNode;
}

/** What floats above a screen and asks for something. It is there while it is drawn. */
export function Dialog({ title, size, closeLabel, onClose, children }: Props) {
  useReturnedFocus();
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ "aria-label": closeLabel }}>
      {children}
    </Modal>
  );
}

/** Gives the focus back to where it was before this was drawn. */
export function useReturnedFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
    [before],
  );
}
