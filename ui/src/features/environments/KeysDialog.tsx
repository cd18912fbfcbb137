import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type EnvironmentCard, ipc, type KeptIn } from "../../ipc";
import { Dialog } from "../../parts/Dialog";
import { Failure } from "../../parts/Failure";
import { Notice } from "../../parts/Notice";
import { read } from "../../queries";

/** Access keys go into the keyring of the system, never into a file. */
export default function KeysDialog({
  environment,
  onClose,
}: {
  environment: EnvironmentCard;
  onClose: () => void;
}) {
  const where = useQuery(read.appInfo()).data?.secretService;
  const [id, setId] = useState("");
  const [secret, setSecret] = useState("");
  const save = useMutation({
    mutationFn: () =>
      ipc.saveKeys(environment.name, { accessKeyId: id.trim(), secretAccessKey: secret.trim() }),
    onSuccess: () => {
      setId("");
      setSecret("");
    },
  });
  const remove = useMutation({ mutationFn: () => ipc.forgetKeys(environment.name) });
  return (
    <Dialog
      onClose={onClose}
      title={`Access keys for ${environment.name}`}
      size={480}
      closeLabel="Close without saving"
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {!save.data && where && <Where kept={where} past={false} />}
        <TextInput
          label="Access key ID"
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          data-testid="keys-id"
        />
        <PasswordInput
          label="Secret access key"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
          autoComplete="off"
          data-testid="keys-secret"
        />
        {save.data && <Where kept={save.data} past />}
        {remove.isSuccess && (
          <Notice title={`No key is kept for ${environment.name} any more.`} role="status" />
        )}
        {(save.isError || remove.isError) && <Failure error={save.error ?? remove.error} />}
        <div className="row">
          <Button variant="quiet" onClick={() => remove.mutate()} loading={remove.isPending}>
            Forget kept keys
          </Button>
          <div className="grow" />
          <Button onClick={onClose}>Close</Button>
          <Button
            type="submit"
            variant="primary"
            disabled={!id.trim() || !secret.trim()}
            loading={save.isPending}
            data-testid="keys-save"
          >
            Keep keys
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Where({ kept, past }: { kept: KeptIn; past: boolean }) {
  const verb = past ? "were kept" : "will be kept";
  if (kept.kind === "keyring") {
    return (
      <Notice
        tone={past ? "ok" : "plain"}
        role="status"
        title={`The keys ${verb} in the keyring of this system.`}
      >
        No file of Belay holds them.
      </Notice>
    );
  }
  return (
    <Notice
      tone="warn"
      role="status"
      title={`The keys ${verb} in memory only, and are gone when Belay closes.`}
    >
      {kept.why}
    </Notice>
  );
}
