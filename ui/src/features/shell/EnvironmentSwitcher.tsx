import { Menu, UnstyledButton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import "@mantine/core/styles/Menu.layer.css";
import "@mantine/core/styles/Paper.layer.css";
import "@mantine/core/styles/Popover.layer.css";
import { type EnvironmentCard, ipc } from "../../ipc";
import { Icon } from "../../parts/Icon";
import { TierBadge } from "../../parts/TierBadge";
import { read } from "../../queries";
import { go } from "../../route";
import { accountGroups } from "../../time/format";
import { MANY } from "../environments/many";
import classes from "./EnvironmentSwitcher.module.css";

/** Says which environment it is, and lets another be chosen. */
export function EnvironmentSwitcher({ here }: { here: EnvironmentCard | null | undefined }) {
  const queries = useQueryClient();
  const list = useQuery(read.environments()).data;
  const select = useMutation({
    mutationFn: (name: string) => ipc.selectEnvironment(name),
    onSuccess: (next) => queries.setQueryData(read.environments().queryKey, next),
  });
  if (!list || here === undefined)
    return <div className={classes.blank} role="status" aria-label="Loading environments" />;
  const bound = here !== null && list.selected !== here.name;
  return (
    <Menu
      withInitialFocusPlaceholder={false}
      position="bottom-start"
      width={400}
      offset={4}
      shadow="md"
      transitionProps={{ duration: 120 }}
    >
      <Menu.Target>
        <UnstyledButton
          className={classes.switcher}
          data-tier={here?.tier}
          data-testid="env-switcher"
          aria-label={
            // What is seen comes first, so that who says it by voice is understood.
            here ? `${here.tier} ${here.name}, choose another environment` : "No environment, choose one"
          }
        >
          {here && <TierBadge tier={here.tier} testId="tier-badge" />}{" "}
          <b className={classes.name} title={here?.name}>
            {here?.name ?? "No environment"}
          </b>
          <Icon name="down" size={12} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {bound && (
          <Menu.Label>
            This screen acts in {here.name}. A choice here counts for new runs and tables.
          </Menu.Label>
        )}
        {list.environments.length === 0 && <Menu.Label>No environment is set up yet.</Menu.Label>}
        <div className={classes.list}>
          {list.environments.map((environment) => (
            <Menu.Item
              key={environment.name}
              data-testid={`env-option-${environment.name}`}
              onClick={() => select.mutate(environment.name)}
              aria-current={environment.name === list.selected || undefined}
              rightSection={environment.name === list.selected ? <Icon name="check" /> : null}
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
          ))}
        </div>
        <Menu.Divider />
        {list.environments.length > MANY && <Menu.Label>Ctrl K finds one of them by its name.</Menu.Label>}
        <Menu.Item onClick={() => go({ place: "environments" })}>All environments and sign-in</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
