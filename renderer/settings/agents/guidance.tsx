import { Plus } from 'lucide-react'
import { MOST_OF } from '#shared/agents.ts'
import type { VenueView } from '#shared/rpc.ts'
import { change } from '../../state/change.ts'
import { Button } from '../../ui/button.tsx'
import { OrderList } from '../../ui/order-list.tsx'
import { Toggle } from '../../ui/toggle.tsx'
import { cardName, effectText, scopeText } from '../../words/guidance.ts'
import { useOpenRow } from '../open-row.ts'
import { Box, BoxHead, Nothing } from '../parts.tsx'
import { CardForm } from './card-form.tsx'
import { type Check, useCheck } from './check.tsx'
import { type Agent, cardsOf, put } from './on-screen.ts'

interface TabProps {
  readonly agent: Agent
  readonly view: VenueView
  readonly online: boolean
}

type SavedCard = ReturnType<typeof cardsOf>[number]
type Surface = SavedCard['surface']

const SURFACES: Record<Surface, { readonly title: string; readonly text: string; readonly none: string }> = {
  reply: {
    title: 'For replies',
    text: 'What a reply says or heeds when a text is about something: words that are added as they stand, or a rule for whoever writes.',
    none: 'No cards yet. Say what a reply should add, such as the patch test before a first colour.',
  },
  classifier: {
    title: 'For the reply classifier',
    text: 'Which texts get a reply whatever the classifier thinks of them, and which get none. The first card that fits decides.',
    none: 'No cards yet. “Always reply when someone mentions a refund” would be one.',
  },
}

/** Scoped rules of an agent, by what they speak to. */
export function GuidanceTab(props: TabProps) {
  const check = useCheck(props.agent.id)
  return (
    <>
      <Surface {...props} surface="reply" check={check} />
      <Surface {...props} surface="classifier" check={check} />
      {check.sheet}
    </>
  )
}

interface SurfaceProps extends TabProps {
  readonly surface: Surface
  readonly check: Check
}

function Surface({ agent, view, online, surface, check }: SurfaceProps) {
  const all = cardsOf(view, agent.id)
  const cards = all.filter((card) => card.surface === surface)
  const others = all.filter((card) => card.surface !== surface)
  const row = useOpenRow(cards.map((card) => card.id))
  const { title, text, none } = SURFACES[surface]
  const barred = !online || check.busy
  const reorder = async (ids: string[]) => {
    const guidance = [...ids.flatMap((id) => cards.find((card) => card.id === id) ?? []), ...others]
    if (!(await check.ask({ guidance }))) return
    await change('guidance.order', { agentId: agent.id, guidanceIds: guidance.map((card) => card.id) })
  }
  const toggle = async (card: SavedCard, on: boolean) => {
    if (!(await check.ask({ guidance: put(all, { ...card, on }) }))) return
    await change('guidance.edit', { guidanceId: card.id, on }, card.seq)
  }
  return (
    <Box label={title}>
      <BoxHead title={title} text={text}>
        <Button
          size="small"
          disabled={barred || all.length >= MOST_OF.guidance}
          aria-label={`Add a card ${title.toLowerCase()}`}
          onClick={() => row.open('new')}
        >
          <Plus size={14} aria-hidden="true" />
          Add a card
        </Button>
      </BoxHead>
      <OrderList
        label={`Cards ${title.toLowerCase()}`}
        items={cards}
        nameOf={cardName}
        disabled={barred || row.id !== null}
        fixed={(card) => card.id === row.id}
        onOrder={reorder}
        refOf={row.refOf}
      >
        {(card) =>
          card.id === row.id ? (
            <CardForm agent={agent} view={view} surface={surface} card={card} online={online} row={row} check={check} />
          ) : (
            <div className="flex items-start gap-3">
              <div className="min-w-0 flex-1">
                <h3 className={card.on ? 'font-strong' : 'font-strong text-faint'}>{cardName(card)}</h3>
                {surface === 'reply' && (
                  <p className="text-dim">
                    {effectText(card.effect)} · {scopeText(card)}
                  </p>
                )}
              </div>
              <span className="mt-1">
                <Toggle
                  label={`On: ${cardName(card)}`}
                  on={card.on}
                  disabled={barred}
                  onChange={(on) => void toggle(card, on)}
                />
              </span>
              <Button size="small" aria-label={`Edit ${cardName(card)}`} onClick={() => row.open(card.id)}>
                Edit
              </Button>
            </div>
          )
        }
      </OrderList>
      {row.id === 'new' && (
        <div className="border-line border-t">
          <CardForm agent={agent} view={view} surface={surface} card={null} online={online} row={row} check={check} />
        </div>
      )}
      {cards.length === 0 && row.id !== 'new' && <Nothing>{none}</Nothing>}
    </Box>
  )
}
