import { CircleCheck, SearchX } from 'lucide-react'
import { isEmpty, NO_FILTER } from '#shared/filters.ts'
import { isSearch, search, showFilter, usePool } from '../state/pool.ts'
import { useIsOwner, useSession } from '../state/session.ts'
import { openStep } from '../state/setup.ts'
import { useVenue } from '../state/venue.ts'
import { ActionKeys, Button } from '../ui/button.tsx'
import { prettyNumber } from '../words/text.ts'
import { VIEW_EMPTY } from '../words/views.ts'

/** Empty by success, by filter, or because nothing has arrived yet: three different things. */
export function Empty() {
  const view = usePool((s) => s.view)
  const text = usePool((s) => s.search)
  const filter = usePool((s) => s.filter)
  const counts = usePool((s) => s.counts)
  const syncing = useSession((s) => s.status?.firstSync ?? null)

  if (isSearch(text) || !isEmpty(filter)) {
    return (
      <Frame
        icon={<SearchX size={22} aria-hidden="true" />}
        title={syncing === null ? 'No matches' : 'No matches so far'}
      >
        {syncing !== null && (
          <p className="mb-3">
            Only the newest conversations are here yet. {isSearch(text) ? 'All can be searched' : 'The rest show'} once
            everything has been fetched.
          </p>
        )}
        <Button
          size="small"
          onClick={() => {
            search('')
            if (!isEmpty(filter)) showFilter(NO_FILTER)
          }}
        >
          {isEmpty(filter) ? 'Clear search' : 'Clear filter'}
        </Button>
      </Frame>
    )
  }
  if (syncing !== null)
    return <Frame title="Nothing has arrived yet">The first conversations show here as they come in.</Frame>
  if (counts?.everything === 0) return <FirstText />
  const { title, text: sentence, by } = VIEW_EMPTY[view]
  return (
    <Frame
      icon={view === 'needs_you' ? <CircleCheck size={22} className="text-accent" aria-hidden="true" /> : null}
      title={title}
    >
      {sentence}
      {by !== undefined && (
        <p className="mt-3 flex items-center gap-2 text-xs">
          {by[1]} <ActionKeys action={by[0]} />
        </p>
      )}
    </Frame>
  )
}

/** Nobody has written yet: how the first text comes in. */
function FirstText() {
  const venue = useVenue()
  const owner = useIsOwner()
  if (venue?.number === '') {
    return (
      <Frame title="No number yet">
        Texts come in as soon as the venue has a number.
        {owner && (
          <Button size="small" className="mt-3" onClick={() => openStep('number')}>
            Set the number
          </Button>
        )}
      </Frame>
    )
  }
  return (
    <Frame title="No conversations yet">
      They show here as soon as a customer texts {venue === null ? 'the venue' : prettyNumber(venue.number)}.
      {owner && (
        <Button size="small" className="mt-3" onClick={() => openStep('test')}>
          Send yourself a test text
        </Button>
      )}
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
      <div className="flex max-w-[30ch] flex-col items-center">{children}</div>
    </div>
  )
}
