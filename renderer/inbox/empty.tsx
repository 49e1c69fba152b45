import { CircleCheck, SearchX } from 'lucide-react'
import { isEmpty, NO_FILTER } from '#shared/filters.ts'
import { isSearch, search, showFilter, usePool } from '../state/pool.ts'
import { useSession } from '../state/session.ts'
import { Button } from '../ui/button.tsx'
import { VIEW_EMPTY } from '../words/views.ts'

/** Empty by success, by filter, or because nothing has arrived yet: three different things. */
export function Empty() {
  const view = usePool((s) => s.view)
  const text = usePool((s) => s.search)
  const filter = usePool((s) => s.filter)
  const syncing = useSession((s) => s.status?.firstSync ?? null)

  if (isSearch(text) || !isEmpty(filter)) {
    return (
      <Frame icon={<SearchX size={22} aria-hidden="true" />} title="No matches">
        <Button
          size="small"
          onClick={() => {
            search('')
            if (!isEmpty(filter)) showFilter(NO_FILTER)
          }}
        >
          Clear filter
        </Button>
      </Frame>
    )
  }
  if (syncing !== null)
    return <Frame title="Nothing has arrived yet">The first conversations show here as they come in.</Frame>
  const [title, sentence] = VIEW_EMPTY[view]
  return (
    <Frame
      icon={view === 'needs_you' ? <CircleCheck size={22} className="text-accent" aria-hidden="true" /> : null}
      title={title}
    >
      {sentence}
    </Frame>
  )
}

function Frame({
  icon = null,
  title,
  children,
}: {
  readonly icon?: React.ReactNode
  readonly title: string
  readonly children: React.ReactNode
}) {
  return (
    <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-2 p-8 text-center text-dim *:pointer-events-auto">
      {icon}
      <p className="font-strong text-md text-text">{title}</p>
      <div className="max-w-[30ch]">{children}</div>
    </div>
  )
}
