import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Evidence.module.css";

export interface EvidenceTab {
  id: string;
  label: string;
  count?: number;
  content: ReactNode;
}

/** The tabs beside the work. */
export function Evidence(props: {
  label: string;
  tabs: EvidenceTab[];
  tab: string;
  onTab: (tab: string) => void;
}) {
  return (
    <Tabs
      value={props.tab}
      onChange={(tab) => tab && props.onTab(tab)}
      keepMounted={false}
      classNames={{ root: classes.root, list: classes.list, tab: classes.tab, panel: classes.panel }}
    >
      <Tabs.List aria-label={props.label}>
        {props.tabs.map((tab) => (
          <Tabs.Tab key={tab.id} value={tab.id} data-testid={`evidence-${tab.id}`}>
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && ` ${tab.count}`}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {props.tabs.map((tab) => (
        <Tabs.Panel key={tab.id} value={tab.id} tabIndex={-1}>
          {tab.content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
