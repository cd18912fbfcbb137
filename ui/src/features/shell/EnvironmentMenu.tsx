import { Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import "@mantine/core/styles/Menu.layer.css";
import "@mantine/core/styles/Paper.layer.css";
import "@mantine/core/styles/Popover.layer.css";
import { type ReactNode, useState } from "react";
import { type EnvironmentCard, type EnvironmentList, ipc } from "../../ipc";
import { Icon } from "../../parts/Icon";
import { TierBadge } from "../../parts/TierBadge";
import { read } from "../../queries";
import { go } from "../../route";
import { accountGroups } from "../../time/format";
import { isMeant, MANY } from "../environments/many";
import classes from "./EnvironmentSwitcher.module.css";

/** A menu holds nothing that is typed into: with a search, what floats is a dialog around one. */
const searched = {
  dropdown: { role: "dialog", "aria-label": "Choose an environment", "aria-orientation": undefined },
};

/** What the switcher opens: every environment, and the way to all of them. */
export default function EnvironmentMenu(props: {
  list: EnvironmentList;
  here: EnvironmentCard | null;
  opened: boolean;
  children: ReactNode;
}) {
  const { list, here } = props;
  const queries = useQueryClient();
  const [sought, setSought] = useState("");
  const select = useMutation({
    mutationFn: (name: string) => ipc.selectEnvironment(name),
    onSuccess: (next) => queries.setQueryData(read.environments().queryKey, next),
  });
  const meant = list.environments.filter((environment) => isMeant(environment, sought));
  const bound = here !== null && list.selected !== here.name;
  const many = list.environments.length > MANY;
  const named = { role: many ? "menu" : "group", "aria-label": "Environments" };
  return (
    <Menu
      defaultOpened={props.opened}
      attributes={many ? searched : undefined}
      withInitialFocusPlaceholder={false}
      position="bottom-start"
      width={400}
      offset={4}
      shadow="md"
      transitionProps={{ duration: 120 }}
    >
      <Menu.Target>{props.children}</Menu.Target>
      <Menu.Dropdown>
        {bound && (
          <Menu.Label>
            This screen acts in {here.name}. A choice here counts for new runs and tables.
          </Menu.Label>
        )}
        {list.environments.length === 0 && <Menu.Label>No environment is set up yet.</Menu.Label>}
        {many && (
          <Menu.Search
            aria-label="Find an environment"
            placeholder="Name, account, Region or tier"
            value={sought}
            onChange={(event) => setSought(event.currentTarget.value)}
          />
        )}
        <div {...named}>
          <div className={classes.list}>
            {meant.map((environment) => (
              <Choice
                key={environment.name}
                environment={environment}
                selected={environment.name === list.selected}
                onChoose={() => select.mutate(environment.name)}
              />
            ))}
          </div>
          {meant.length === 0 && list.environments.length > 0 && (
            <Menu.Label>No environment has “{sought}” in its name, account, Region or tier.</Menu.Label>
          )}
          <Menu.Divider className={classes.divider} />
          <Menu.Item className={classes.item} onClick={() => go({ place: "environments" })}>
            All environments and sign-in
          </Menu.Item>
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choice(props: { environment: EnvironmentCard; selected: boolean; onChoose: () => void }) {
  const { environment, selected, onChoose } = props;
  return (
    <Menu.Item
      className={classes.item}
      data-testid={`env-option-${environment.name}`}
      onClick={onChoose}
      aria-current={selected || undefined}
      rightSection={selected ? <Icon name="check" /> : null}
    >
      <span className={classes.option}>
        <TierBadge tier={environment.tier} />
        <span className="grow">
          <b>{environment.name}</b>
          <span className={classes.detail}>
            {accountGroups(environment.accountId)} · {environment.region}
          </span>
        </span>
      </span>
    </Menu.Item>
  );
}
