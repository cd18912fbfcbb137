import { Combobox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Offer, PickFor, PickKind } from "../../ipc";
import { useTimesFirst } from "../../parts/Moment";
import { read } from "../../queries";
import { localDate, localTime, utcDate, utcStamp, utcTime } from "../../time/format";
import classes from "./PickField.module.css";
import { sinceOf } from "./words";

/** One thing that may be picked, with what tells it from the others. */
export function Offered(props: {
  offer: Offer;
  what: PickKind;
  pick: PickFor;
  input: string;
  basis: string;
}) {
  const { offer, what } = props;
  const looked = useQuery({
    ...read.offerFacts(props.pick, props.input, offer.value, props.basis),
    enabled: offer.more,
  });
  const at = looked.data?.at ?? offer.at;
  const facts = [...offer.facts, ...(looked.data?.facts ?? [])];
  return (
    <Combobox.Option value={offer.value} className={classes.option} data-testid={`offer-${offer.value}`}>
      <span className={classes.value}>{offer.value}</span>
      <span className={classes.facts}>
        {facts.join(" · ")}
        {at && (
          <>
            {facts.length > 0 && " · "}
            {sinceOf(what, offer.value)} <At at={at} />
          </>
        )}
        {looked.isFetching && "…"}
        {looked.isError && "The rest could not be read."}
      </span>
    </Combobox.Option>
  );
}

/** Date and time in the zone that comes first; the other one would fill the row. */
function At({ at }: { at: string }) {
  const first = useTimesFirst();
  return (
    <time dateTime={at} title={utcStamp(at)}>
      {first === "utc" ? `${utcDate(at)} ${utcTime(at)} UTC` : `${localDate(at)} ${localTime(at)} local`}
    </time>
  );
}
