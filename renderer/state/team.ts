/** The team as the server knows it: asked for while a page shows it, and after each change. */
import { useCallback, useEffect, useState } from 'react'
import type { TeamView } from '#shared/team.ts'
import { desk } from '../desk.ts'
import { useBulks } from './bulk.ts'
import { useVenueStore } from './venue.ts'

const NO_ANSWER = 'The desk is restarting. Try again in a moment.'

/** @returns null until it has been read; `refusal` says why it could not be */
export function useTeam(online: boolean) {
  const [team, setTeam] = useState<TeamView | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const people = useVenueStore((s) => s.view?.people)
  const load = useCallback(async () => {
    const answer = await desk.team().catch(() => null)
    if (answer?.ok !== true) return setRefusal(answer?.message ?? NO_ANSWER)
    setRefusal(null)
    setTeam(answer.team)
  }, [])
  useEffect(() => {
    if (online && people !== undefined) void load()
  }, [online, people, load])
  return { team, refusal, load }
}

/** How many conversations are somebody's; null until it has been counted. */
export function useAssigned(personId: string, counted: boolean): number | null {
  const [n, setN] = useState<number | null>(null)
  const view = useVenueStore((s) => s.view)
  // Giving them on is a bulk act, which tells how far it is.
  const bulks = useBulks((s) => s.list)
  useEffect(() => {
    if (!counted || view === null || bulks === null) return
    let current = true
    desk
      .inbox({ view: 'everything', filter: { assignee: [personId] }, limit: 1 })
      .then((page) => current && setN(page.total))
      .catch(() => undefined)
    return () => {
      current = false
    }
  }, [personId, counted, view, bulks])
  return n
}
