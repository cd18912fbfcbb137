import { Component, type ReactNode } from "react";
import { IpcFailure } from "../../ipc";
import { Failure } from "../../parts/Failure";

/** Keeps a fault of one screen from taking the window with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { fault: Error | null }> {
  override state: { fault: Error | null } = { fault: null };

  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }

  override render() {
    const { fault } = this.state;
    if (!fault) return this.props.children;
    const failure = new IpcFailure({
      code: "other",
      message: `This screen cannot be drawn: ${fault.message}`,
      hint: "Nothing that runs is affected. Draw it again, or go on to another screen.",
      requestId: null,
    });
    return (
      <div style={{ padding: 24 }}>
        <Failure error={failure} retry={() => this.setState({ fault: null })} retryLabel="Draw again" />
      </div>
    );
  }
}
