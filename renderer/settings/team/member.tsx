import { useState } from 'react'
import type { PersonRow, Role } from '#shared/rows.ts'
import type { TeamView } from '#shared/team.ts'
import { reassignAll } from '../../state/bulk.ts'
import { save } from '../../state/change.ts'
import { useAssigned } from '../../state/team.ts'
import { say } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Choose } from '../../ui/choose.tsx'
import { cx } from '../../ui/cx.ts'
import { count } from '../../words/text.ts'
import { Sessions } from './sessions.tsx'

interface MemberProps {
  readonly person: PersonRow
  /** undefined: not read yet. */
  readonly account: TeamView['people'][number] | undefined
  /** Who could take over from them. */
  readonly others: readonly PersonRow[]
  readonly me: boolean
  readonly online: boolean
  readonly onChanged: () => Promise<void>
}

const ROLES = [
  { value: 'owner', label: 'Owner' },
  { value: 'staff', label: 'Front desk' },
] as const
const NOBODY = '-'

/** One person of the team: role, way out and back in, where they are signed in, and what is left behind. */
export function Member({ person, account, others, me, online, onChanged }: MemberProps) {
  const { id, name, role, active } = person
  const [asking, setAsking] = useState(false)
  const [shown, setShown] = useState(false)
  const theirs = useAssigned(id, !active)
  const sessions = account?.sessions ?? []
  const act = async (type: 'person.deactivate' | 'person.reactivate') => {
    setAsking(false)
    const saved = await save(type, { personId: id })
    say(
      saved.ok
        ? `${name} ${type === 'person.deactivate' ? 'is signed out everywhere' : 'can sign in again'}.`
        : saved.text,
    )
    await onChanged()
  }
  const setRole = async (next: Role) => {
    const saved = await save('person.role', { personId: id, role: next })
    if (!saved.ok) say(saved.text)
    await onChanged()
  }
  return (
    <li aria-label={name} className="border-line border-t">
      <div className="flex items-center gap-4 px-4.5 py-3">
        <div className="min-w-0 flex-1">
          <h3 className={cx('truncate font-strong', !active && 'text-dim')}>
            {name}
            {me && <span className="ml-2 font-normal text-faint">you</span>}
            {!active && <span className="ml-2 font-normal text-faint">former colleague</span>}
          </h3>
          <p className="truncate text-dim">{account?.email ?? ' '}</p>
        </div>
        {active && !me && sessions.length > 0 && (
          <Button size="small" look="quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {count(sessions.length, 'session')}
          </Button>
        )}
        {active ? (
          <span className="w-28">
            <Choose
              label={`Role of ${name}`}
              value={role}
              choices={ROLES}
              disabled={!online}
              onChange={(next) => void setRole(next)}
            />
          </span>
        ) : (
          <Button size="small" disabled={!online} onClick={() => void act('person.reactivate')}>
            Let them in again
          </Button>
        )}
        {active && me && <span className="w-22" />}
        {active && !me && (
          <Button size="small" disabled={!online} aria-expanded={asking} onClick={() => setAsking(!asking)}>
            Deactivate
          </Button>
        )}
      </div>
      {asking && (
        <fieldset aria-label={`Deactivate ${name}`} className="flex items-center gap-3 bg-sunk px-4.5 py-2.5">
          <p className="min-w-0 flex-1">
            {name} is signed out everywhere at once. What they wrote and what is assigned to them stays.
          </p>
          <Button size="small" look="quiet" onClick={() => setAsking(false)}>
            Keep
          </Button>
          <Button size="small" look="danger" onClick={() => void act('person.deactivate')}>
            Deactivate {name}
          </Button>
        </fieldset>
      )}
      {!active && theirs !== null && theirs > 0 && (
        <div className="flex items-center gap-3 bg-sunk px-4.5 py-2.5">
          <p className="min-w-0 flex-1">
            {count(theirs, 'conversation')} {theirs === 1 ? 'is' : 'are'} still assigned to them.
          </p>
          <Choose
            label={`Give what is ${name}'s to`}
            value=""
            choices={[
              { value: '', label: 'Give to …' },
              ...others.map((one) => ({ value: one.id, label: one.name })),
              { value: NOBODY, label: 'Nobody' },
            ]}
            onChange={(to) => to !== '' && reassignAll(id, to === NOBODY ? null : to)}
          />
        </div>
      )}
      {shown && active && (
        <div className="bg-sunk">
          <Sessions sessions={sessions} whose={`${name}'s`} online={online} onChanged={onChanged} />
        </div>
      )}
    </li>
  )
}
