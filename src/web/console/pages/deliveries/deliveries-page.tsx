// What came from the platforms and what goes back, with the operator's two words about it.
import type { Column } from "../../components/data-table.tsx";
import { ListView } from "../../components/list-view.tsx";
import { Mark } from "../../components/mark.tsx";
import { Time } from "../../components/time.tsx";
import { ChoiceFilter, ClearFilters, ReloadButton, Toolbar } from "../../components/toolbar.tsx";
import { useApi } from "../../hooks/use-api.ts";
import { ROW_ATTRIBUTE } from "../../hooks/use-keys.ts";
import { useList } from "../../hooks/use-list.ts";
import { usePlace } from "../../place.ts";
import { addressOf, addressOfOne } from "../../route.ts";
import type { Delivery } from "../../wire.ts";
import { useConsoleWords } from "../../words.ts";
import { DeliveryActions } from "./delivery-actions.tsx";
import { useDeliveryWords } from "./words.ts";

const FILTERS = ["state", "channel"];
const STATES = ["pending", "dead", "done"] as const;
const CHANNELS = ["feishu", "dingtalk", "signed"];
const MARKS = { pending: "busy", done: "good", dead: "bad" } as const;

function LastError({ text }: { text: string | null }) {
  return text === null ? <span class="quiet">–</span> : <span class="error-text">{text}</span>;
}

function useDeliveryColumns(onChanged: (delivery: Delivery) => void): Column<Delivery>[] {
  const words = useDeliveryWords();
  const common = useConsoleWords();
  return [
    {
      name: "message",
      head: words.message,
      main: true,
      cell: ({ message_id, session_id }) => (
        <a class="id" href={addressOfOne("conversation", session_id)} {...{ [ROW_ATTRIBUTE]: "" }}>
          {message_id}
        </a>
      ),
    },
    {
      name: "state",
      head: words.state,
      cell: ({ state }) => <Mark kind={MARKS[state]}>{words.states[state]}</Mark>,
    },
    { name: "channel", head: words.channel, cell: ({ channel }) => common.channels[channel] ?? channel },
    {
      name: "direction",
      head: words.direction,
      cell: ({ direction }) => (
        <span title={words.directionMeanings[direction]}>{words.directions[direction]}</span>
      ),
    },
    { name: "attempts", head: words.attempts, kind: "number", cell: ({ attempts }) => attempts },
    {
      name: "error",
      head: words.lastError,
      isEmpty: ({ last_error }) => last_error === null,
      cell: ({ last_error }) => <LastError text={last_error} />,
    },
    {
      name: "next",
      head: words.nextAttempt,
      kind: "number",
      isEmpty: ({ next_attempt_at }) => next_attempt_at === null,
      cell: ({ next_attempt_at }) => <Time at={next_attempt_at} />,
    },
    {
      name: "updated",
      head: words.updated,
      kind: "number",
      cell: ({ updated_at }) => <Time at={updated_at} />,
    },
    {
      name: "actions",
      head: words.actions,
      kind: "actions",
      cell: (delivery) => <DeliveryActions delivery={delivery} onChanged={onChanged} />,
    },
  ];
}

function Empty({ filtered }: { filtered: boolean }) {
  const words = useDeliveryWords();
  if (filtered) return <p>{words.noMatch}</p>;
  return (
    <>
      <p>{words.empty}</p>
      <p class="quiet">{words.emptyTodo}</p>
      <a class="button" href={addressOf("channels")}>
        {words.toChannels}
      </a>
    </>
  );
}

export function DeliveriesPage() {
  const words = useDeliveryWords();
  const common = useConsoleWords();
  const api = useApi();
  const { query } = usePlace();
  const filters = { state: query.get("state"), channel: query.get("channel") };
  const list = useList(JSON.stringify(filters), (cursor, signal) =>
    api.deliveries({ ...filters, cursor }, signal),
  );
  const columns = useDeliveryColumns((changed) =>
    list.change((rows) => rows.map((row) => (row.id === changed.id ? changed : row))),
  );
  const states = STATES.map((value) => ({ value, label: words.states[value] }));
  const channels = CHANNELS.map((value) => ({ value, label: common.channels[value] ?? value }));
  return (
    <>
      <Toolbar>
        <ChoiceFilter name="state" label={words.state} choices={states} all={words.allStates} />
        <ChoiceFilter name="channel" label={words.channel} choices={channels} all={words.allChannels} />
        <ClearFilters names={FILTERS} />
        <span class="toolbar-end">
          <ReloadButton onReload={list.reload} loading={list.loading} />
        </span>
      </Toolbar>
      <ListView
        list={list}
        label={words.list}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<Empty filtered={FILTERS.some((name) => query.has(name))} />}
      />
    </>
  );
}
