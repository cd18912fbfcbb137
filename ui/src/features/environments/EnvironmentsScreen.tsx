import { TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { type EnvironmentCard as Card, type EnvironmentList, ipc } from "../../ipc";
import { useKeys } from "../../keys";
import { Answered } from "../../parts/Answered";
import { CopyButton } from "../../parts/CopyButton";
import { Failure } from "../../parts/Failure";
import { Empty, Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { WithCode } from "../../parts/WithCode";
import { read } from "../../queries";
import { EnvironmentCard } from "./EnvironmentCard";
import classes from "./Environments.module.css";
import { isMeant, MANY } from "./many";

const KeysDialog = lazy(() => import("./KeysDialog"));

export default function EnvironmentsScreen() {
  const environments = useQuery(read.environments());
  const queries = useQueryClient();
  const [keysFor, setKeysFor] = useState<Card | null>(null);
  const [sought, setSought] = useState("");
  const search = useRef<HTMLInputElement>(null);
  const meant = (list: EnvironmentList) => list.environments.filter((one) => isMeant(one, sought));
  useKeys({ "/": () => search.current?.focus() });
  const select = useMutation({
    mutationFn: (name: string) => ipc.selectEnvironment(name),
    onSuccess: (next) => queries.setQueryData(read.environments().queryKey, next),
  });
  return (
    <Page
      title="Environments"
      lead="Where runs act, and as whom. An environment pins its account and Region; a session of another account changes nothing."
    >
      <Answered query={environments} lines={8}>
        {(list) => (
          <div className={classes.list}>
            {select.isError && <Failure error={select.error} />}
            <Problems list={list} />
            {list.environments.length === 0 && <NoEnvironment files={list.files} />}
            {list.environments.length > MANY && (
              <TextInput
                ref={search}
                className={classes.search}
                aria-label="Find an environment"
                placeholder="Name, account, Region or tier"
                value={sought}
                onChange={(event) => setSought(event.currentTarget.value)}
                rightSection={<kbd>/</kbd>}
                data-testid="environment-search"
              />
            )}
            {meant(list).map((environment) => (
              <EnvironmentCard
                key={environment.name}
                environment={environment}
                selected={environment.name === list.selected}
                onUse={() => select.mutate(environment.name)}
                onKeys={() => setKeysFor(environment)}
              />
            ))}
            {list.environments.length > 0 && meant(list).length === 0 && (
              <Empty title={`No environment has “${sought}” in its name, account, Region or tier`} />
            )}
            {list.environments.length > 0 && <Files files={list.files} />}
          </div>
        )}
      </Answered>
      {keysFor && (
        <Suspense fallback={null}>
          <KeysDialog environment={keysFor} onClose={() => setKeysFor(null)} />
        </Suspense>
      )}
    </Page>
  );
}

function Problems({ list }: { list: EnvironmentList }) {
  return list.problems.map((problem) => (
    <Notice key={`${problem.source} ${problem.line} ${problem.message}`} tone="bad" title={problem.message}>
      {problem.hint && (
        <p>
          <WithCode text={problem.hint} />
        </p>
      )}
      <code className="breaks">
        {problem.source}
        {problem.line !== null && `:${problem.line}`}
      </code>
    </Notice>
  ));
}

const example = `[[environment]]
name = "shop-staging"
tier = "staging"            # development, staging or production
profile = "shop"            # a profile of ~/.aws/config
role_arn = "arn:aws:iam::111122223333:role/Operator"
region = "eu-west-1"
account_id = "111122223333"
`;

function NoEnvironment({ files }: { files: string[] }) {
  return (
    <Empty title="No environment yet">
      <p>
        Write one into {files.length > 1 ? "one of these files" : "this file"}; it appears here when it is
        saved. No secret belongs into it.
      </p>
      <FileList files={files} />
      <div className={classes.example}>
        <pre>{example}</pre>
        <CopyButton text={example} what="the example" />
      </div>
    </Empty>
  );
}

function Files({ files }: { files: string[] }) {
  if (files.length === 0) return null;
  return (
    <section>
      <h2 className="label">More environments may stand in</h2>
      <FileList files={files} />
    </section>
  );
}

function FileList({ files }: { files: string[] }) {
  return (
    <ul className={classes.files}>
      {files.map((file) => (
        <li key={file}>
          <code className="breaks">{file}</code>
          <CopyButton text={file} what="the path" />
        </li>
      ))}
    </ul>
  );
}
