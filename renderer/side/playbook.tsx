import type { PlaybookRunRow } from '#shared/rows.ts'
import type { Thread } from '#shared/rpc.ts'
import { useVenueStore } from '../state/venue.ts'
import { Group, Line } from './group.tsx'

const RUN_STATE: Record<PlaybookRunRow['state'], string> = {
  open: 'The agent is asking',
  done: 'Handed over',
  left: 'Ended before it had it all',
}

/** What an agent is collecting, or has handed over with. */
export function Playbook({ thread: { run } }: { readonly thread: Thread }) {
  const playbook = useVenueStore((s) => s.view?.playbooks.find((one) => one.id === run?.playbookId))
  if (run === null || playbook === undefined) return null
  const known = new Map(run.collected.map(({ key, value }) => [key, value]))
  return (
    <Group title={`Playbook: ${playbook.name}`}>
      <dl className="grid grid-cols-[92px_1fr] gap-y-1">
        {playbook.collect.map(({ key, label }) => (
          <Line key={key} label={label}>
            <span dir="auto" className={known.has(key) ? undefined : 'text-faint'}>
              {known.get(key) ?? 'Not known yet'}
            </span>
          </Line>
        ))}
        <Line label="State">{RUN_STATE[run.state]}</Line>
      </dl>
    </Group>
  )
}
