/** Who else is in a conversation: amber for who looks, red for who replies, and the agent at work. Colour and words. */
import { Eye, PenLine, Sparkles } from 'lucide-react'
import { usePresence } from '../state/presence.ts'
import { useAgents, usePeople } from '../state/venue.ts'
import { type Here, hereIn, hereText } from '../words/presence.ts'
import { initials } from '../words/text.ts'
import { cx } from './cx.ts'

const LOOKS: Record<Here['doing'], string> = {
  viewing: 'bg-wait-soft text-wait',
  replying: 'bg-stop-soft text-stop',
  writing: 'bg-accent-soft text-accent',
}
const ICONS = { viewing: Eye, replying: PenLine, writing: Sparkles }

function useHere(conversationId: string): readonly Here[] {
  const people = usePeople()
  const agents = useAgents()
  // Drawn again only when something has changed in this conversation.
  const text = usePresence((presence) => JSON.stringify(hereIn(presence, conversationId, { people, agents })))
  return JSON.parse(text)
}

/** In a row of the list: initials, two at most. */
export function PresenceMarks({ conversationId }: { readonly conversationId: string }) {
  const here = useHere(conversationId)
  if (here.length === 0) return null
  return (
    <span className="mr-1.5 inline-flex gap-0.5 align-top" title={hereText(here)}>
      <span className="sr-only">{hereText(here)}</span>
      {here.slice(0, 2).map(({ id, name, doing }) => (
        <span
          key={id}
          aria-hidden="true"
          className={cx(
            'inline-flex h-[18px] min-w-[22px] items-center justify-center rounded-full px-1 font-strong text-[10px]',
            LOOKS[doing],
          )}
        >
          {doing === 'writing' ? <Sparkles size={11} /> : initials(name)}
        </span>
      ))}
      {here.length > 2 && (
        <span aria-hidden="true" className="text-faint text-xs">
          +{here.length - 2}
        </span>
      )}
    </span>
  )
}

/** In the head of the thread: a sentence. */
export function PresenceLine({ conversationId }: { readonly conversationId: string }) {
  const here = useHere(conversationId)
  const first = here[0]
  const Icon = first === undefined ? Eye : ICONS[first.doing]
  return (
    <span role="status" aria-label="Who else is here" className="min-w-0 shrink-[9] @max-[38rem]:shrink-0">
      {first !== undefined && (
        <span
          className={cx('flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs', LOOKS[first.doing])}
          title={hereText(here)}
        >
          <Icon size={13} aria-hidden="true" className="shrink-0" />
          <span className="truncate @max-[38rem]:sr-only">
            {hereText(here)}
            {first.doing === 'viewing' ? '' : '…'}
          </span>
          <span aria-hidden="true" className="hidden font-strong @max-[38rem]:inline">
            {here.length === 1 ? initials(first.name) : here.length}
          </span>
        </span>
      )}
    </span>
  )
}
