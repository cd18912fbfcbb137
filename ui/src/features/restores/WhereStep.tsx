import { Checkbox, TextInput } from "@mantine/core";
import "@mantine/core/styles/Checkbox.layer.css";
import { Notice } from "../../parts/Notice";
import { accountGroups } from "../../time/format";
import { nameProblem } from "./draft";
import type { StepProps } from "./PlanScreen";
import classes from "./Restores.module.css";

/** The name of the new table. */
export function WhereStep({ desk, choices, change }: StepProps) {
  const { source, environment } = desk;
  return (
    <>
      <h1>Into which table?</h1>
      <p className={classes.lead}>
        The restored data goes into a new table in account {accountGroups(environment.accountId)},{" "}
        {environment.region}. DynamoDB cannot rename a table, so this name is the one that the application
        will be pointed to.
      </p>
      <section className={`${classes.panel} ${classes.narrow} stack`}>
        <TextInput
          label="Name of the new table"
          value={choices.target}
          onChange={(event) => change({ target: event.currentTarget.value })}
          error={nameProblem(choices.target, source.name)}
          spellCheck={false}
          autoComplete="off"
          styles={{ input: { fontFamily: "var(--mono)" } }}
          data-testid="restore-target"
        />
        <p className="small soft">
          Source: <code>{source.name}</code>
        </p>
        <Checkbox
          size="xs"
          checked={choices.withoutIndexes}
          onChange={(event) => change({ withoutIndexes: event.currentTarget.checked })}
          label="Leave out the secondary indexes"
          description="Faster. The application cannot query by them until they are made anew."
        />
        <Notice>The plan asks AWS whether the name is free.</Notice>
      </section>
    </>
  );
}
