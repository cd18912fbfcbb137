import { ActionIcon, Button, Combobox, Loader, TextInput, useCombobox } from "@mantine/core";
import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { InputView, Offers, PickFor } from "../../ipc";
import { Failure } from "../../parts/Failure";
import { Icon } from "../../parts/Icon";
import { Refusals } from "../../parts/Refusals";
import { read } from "../../queries";
import { Offered } from "./Offered";
import classes from "./PickField.module.css";
import { countOf, isMissing, type Listed, narrowed, nounOf, placeOf } from "./words";

/** As many are drawn; whoever looks for another types a part of it. */
const SHOWN = 20;

/**
 * A value that can be typed, or picked from what AWS has. AWS is asked when the list is
 * opened, and not before.
 */
export function PickField(props: {
  input: InputView & { pick: NonNullable<InputView["pick"]> };
  /** Whose input it is, with what the list depends on. */
  pick: PickFor;
  /** Other values that the list may depend on: with others it is another list. */
  basis: string;
  environment: string;
  value: string;
  onChange: (value: string) => void;
  /** The value is final: it was picked, or the field was left. */
  onDone?: (value: string) => void;
  description?: ReactNode;
  error?: ReactNode;
  disabled?: boolean;
}) {
  const { input, value, onChange, onDone } = props;
  // Somebody would rather type: AWS is asked again only when the list is asked for.
  const [letGo, setLetGo] = useState(false);
  const box = useCombobox({
    onDropdownOpen: () => setLetGo(false),
    onDropdownClose: () => box.resetSelectedOption(),
  });
  const queries = useQueryClient();
  const list = read.offers(props.pick, input.id, props.basis);
  const query = useQuery({ ...list, enabled: box.dropdownOpened });
  const cancel = () => {
    void queries.cancelQueries({ queryKey: list.queryKey });
    box.closeDropdown();
    setLetGo(query.data === undefined);
  };
  const listed = query.data?.kind === "listed" ? query.data : null;
  const shown = listed ? narrowed(listed, value) : [];
  const id = `input-${input.id}`;
  return (
    <div className={classes.field}>
      <Combobox
        store={box}
        onOptionSubmit={(picked) => {
          onChange(picked);
          onDone?.(picked);
          box.closeDropdown();
        }}
        transitionProps={{ duration: 0 }}
        keepMounted={false}
        position="bottom-start"
        // A list that reaches beyond the window must not make the window scroll.
        floatingStrategy="fixed"
      >
        <Combobox.Target withExpandedAttribute>
          <TextInput
            id={id}
            label={input.label}
            description={props.description}
            placeholder={input.placeholder}
            required={input.required}
            withAsterisk={false}
            value={value}
            error={props.error}
            disabled={props.disabled}
            autoComplete="off"
            spellCheck={false}
            aria-autocomplete="list"
            styles={{ input: { fontFamily: "var(--mono)" } }}
            onChange={(event) => {
              onChange(event.currentTarget.value);
              if (!letGo) box.openDropdown();
              box.resetSelectedOption();
            }}
            onBlur={() => {
              box.closeDropdown();
              onDone?.(value);
            }}
            onKeyDown={(event) => {
              if (event.key === "Escape" && query.isFetching) cancel();
              if (event.key === "Enter" && box.getSelectedOptionIndex() === -1) {
                box.closeDropdown();
                onDone?.(value);
              }
            }}
            rightSection={
              <Opener
                label={`Show ${nounOf(input.pick)} for ${input.label}`}
                busy={query.isFetching}
                disabled={props.disabled}
                onClick={() => {
                  box.toggleDropdown();
                  box.focusTarget();
                }}
              />
            }
            data-testid={id}
          />
        </Combobox.Target>
        <Combobox.Dropdown className={classes.dropdown} hidden={shown.length === 0}>
          <Combobox.Options className={classes.options} aria-label={nounOf(input.pick)}>
            {listed &&
              shown
                .slice(0, SHOWN)
                .map((offer) => (
                  <Offered
                    key={offer.value}
                    offer={offer}
                    what={listed.what}
                    pick={props.pick}
                    input={input.id}
                    basis={props.basis}
                  />
                ))}
          </Combobox.Options>
          {shown.length > SHOWN && (
            <p className={classes.rest}>{shown.length - SHOWN} more; type a part of what you look for.</p>
          )}
        </Combobox.Dropdown>
      </Combobox>
      <Said
        {...props}
        query={query}
        listed={listed}
        letGo={letGo}
        onCancel={cancel}
        noun={nounOf(input.pick)}
        typing={box.dropdownOpened && shown.length > 0}
      />
    </div>
  );
}

function Opener(props: { label: string; busy: boolean; disabled?: boolean; onClick: () => void }) {
  return (
    <ActionIcon
      variant="quiet"
      size={22}
      aria-label={props.label}
      disabled={props.disabled}
      onMouseDown={(event) => event.preventDefault()}
      onClick={props.onClick}
    >
      {props.busy ? <Loader size={12} /> : <Icon name="down" size={12} />}
    </ActionIcon>
  );
}

/** What became of the question to AWS; heard as well as seen. */
function Said(props: {
  value: string;
  query: UseQueryResult<Offers>;
  listed: Listed | null;
  letGo: boolean;
  onCancel: () => void;
  noun: string;
  /** Part of a name stands in the field, and there are names that begin so. */
  typing: boolean;
  environment: string;
}) {
  const { query, listed, value } = props;
  const missing = listed !== null && !props.typing && isMissing(value, listed);
  let said: string | null = null;
  if (query.isFetching) said = `Reading the ${props.noun} from AWS …`;
  else if (query.data?.kind === "notYet") said = query.data.sentence;
  else if (missing && listed)
    said = `Not found among the ${props.noun}${listed.of ? ` of ${listed.of}` : ""} in ${placeOf(listed)}. It is used as typed.`;
  else if (listed) said = countOf(listed);
  else if (props.letGo && !query.isError)
    said = `The ${props.noun} were not read. Type the value, or open the list again.`;
  return (
    <>
      <div className={classes.saying}>
        <p
          className={classes.note}
          role="status"
          data-tone={missing ? "warn" : undefined}
          data-testid="pick-said"
        >
          {said}
        </p>
        {query.isFetching && (
          <Button
            size="compact-xs"
            variant="quiet"
            // The field keeps the focus: what was typed goes on there.
            onMouseDown={(event) => event.preventDefault()}
            onClick={props.onCancel}
            aria-label={`Cancel reading the ${props.noun}`}
            data-testid="pick-cancel"
          >
            Cancel
          </Button>
        )}
      </div>
      {query.data?.kind === "refused" && (
        <div className={classes.failure}>
          <Refusals refusals={query.data.refusals} />
        </div>
      )}
      {query.isError && !query.isFetching && (
        <div className={classes.failure}>
          <Failure error={query.error} retry={() => void query.refetch()} environment={props.environment} />
        </div>
      )}
    </>
  );
}
