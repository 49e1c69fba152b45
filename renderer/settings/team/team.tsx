import type { VenueView } from '#shared/rpc.ts'
import { useIsOwner, usePerson } from '../../state/session.ts'
import { useTeam } from '../../state/team.ts'
import { Strip } from '../../ui/strip.tsx'
import { Box, BoxHead, Nothing, ONLY_ONLINE, Title } from '../parts.tsx'
import { Invitations } from './invitations.tsx'
import { Member } from './member.tsx'
import { Password } from './password.tsx'
import { Sessions } from './sessions.tsx'

interface PageProps {
  readonly view: VenueView
  readonly online: boolean
}

/** Who may sign in, as what, and from where. Staff see their own consoles, owners everybody. */
export function Team({ view, online }: PageProps) {
  const owner = useIsOwner()
  const me = usePerson()
  const { team, refusal, load } = useTeam(online)
  const own = team?.people.find((one) => one.id === me?.id)
  // Who is there first, then who was.
  const people = view.people.toSorted((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name))
  return (
    <>
      <Title title="Team and sessions">
        {owner
          ? 'Who may sign in, as what, and from where. Everybody has an account of their own, so that the log says who did what.'
          : 'Where you are signed in. End what you do not know, or no longer use.'}
      </Title>
      {refusal !== null && online && (
        <Strip tone="stop" role="alert" className="rounded-lg">
          {refusal}
        </Strip>
      )}
      {owner && (
        <Box label="People">
          <BoxHead title="People" text="Owners change settings and see everything; the front desk answers customers." />
          <ul>
            {people.map((person) => (
              <Member
                key={person.id}
                person={person}
                account={team?.people.find((one) => one.id === person.id)}
                others={people.filter((one) => one.active && one.id !== person.id)}
                me={person.id === me?.id}
                online={online}
                onChanged={load}
              />
            ))}
          </ul>
        </Box>
      )}
      {owner && <Invitations invites={team?.invites ?? null} online={online} onChanged={load} />}
      <Box label="Your consoles">
        <BoxHead title="Your consoles" text="Each stays signed in for 30 days, unless it is ended." />
        {own === undefined ? (
          <Nothing>{online ? 'Asking the server …' : ONLY_ONLINE}</Nothing>
        ) : (
          <Sessions sessions={own.sessions} whose="your" online={online} onChanged={load} />
        )}
      </Box>
      <Password about={[me?.name ?? '', me?.email ?? '']} online={online} onChanged={load} />
    </>
  )
}
