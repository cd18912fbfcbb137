import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { asFailure, IpcFailure, ipc } from "../../ipc";
import { Dialog } from "../../parts/Dialog";
import { Failure } from "../../parts/Failure";
import { Notice } from "../../parts/Notice";
import { read, sessionRenewed } from "../../queries";
import { accountGroups } from "../../time/format";

/** Signs in where one is. Asks for the code of the MFA device when the profile has one. */
export default function SignInDialog({ environment, onClose }: { environment: string; onClose: () => void }) {
  const queries = useQueryClient();
  const [code, setCode] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const { mutate, ...signIn } = useMutation({
    mutationFn: (mfaCode: string | null) => ipc.signIn(environment, mfaCode),
    onSuccess: (identity) => {
      queries.setQueryData(read.identity(environment).queryKey, identity);
      if (identity.kind === "confirmed") {
        sessionRenewed(queries);
        onClose();
      }
    },
    onError: (error) => {
      if (asFailure(error).code === "mfaNeeded") setNeedsCode(true);
      setCode("");
    },
  });
  useEffect(() => mutate(null), [mutate]);
  const failure = signIn.isError ? asFailure(signIn.error) : null;
  const firstAsk = failure?.code === "mfaNeeded" && signIn.variables === null;
  return (
    <Dialog onClose={onClose} title={`Sign in to ${environment}`} size={440} closeLabel="Close sign-in">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          mutate(needsCode ? code.trim() : null);
        }}
      >
        {signIn.isPending && <p role="status">Asking AWS who this is…</p>}
        {needsCode && (
          <TextInput
            label="Code of your MFA device"
            description={firstAsk ? failure.message : undefined}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={8}
            autoFocus
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            styles={{ input: { fontFamily: "var(--mono)", letterSpacing: "0.2em" } }}
            data-testid="mfa-code"
          />
        )}
        {failure && !firstAsk && <Failure error={failure} />}
        {signIn.data?.kind === "mismatch" && (
          <Notice
            tone="bad"
            role="alert"
            title={`This profile leads to account ${accountGroups(signIn.data.accountId)}, but ${environment} is account ${accountGroups(signIn.data.expected)}.`}
          >
            Nothing can be changed with it. Correct the profile, or the account ID of the environment.{" "}
            <code className="breaks">{signIn.data.arn}</code>
          </Notice>
        )}
        {signIn.data?.kind === "failed" && <Failure error={new IpcFailure(signIn.data.error)} />}
        {signIn.data?.kind === "signedOut" && (
          <Notice tone="warn" title="AWS did not give a session. Try again." />
        )}
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={onClose}>Not now</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={needsCode && !/^\d{6,8}$/.test(code.trim())}
            loading={signIn.isPending}
            data-testid="mfa-submit"
          >
            {needsCode ? "Sign in" : "Try again"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
