/** What a desk asks its server for while a window waits: nothing of it is kept here, and none of it works offline. */
import type { Command } from '#shared/commands.ts'
import { type DeskApi, refused } from '#shared/rpc.ts'
import type { Answer, Server } from './server.ts'

/** Entries of the audit log that a window gets at once. */
const AUDIT_PAGE = 100

interface Parts {
  readonly server: Server
  token(): string | null
  /** The server was lately found out of reach: what must be carried out at once is refused at once. */
  offline(): boolean
  onSessionEnded(): void
}

export function createOnline({ server, token, offline, onSessionEnded }: Parts) {
  const refusedBy = (answer: Exclude<Answer<unknown>, { kind: 'ok' }>) => {
    switch (answer.kind) {
      case 'unauthorised':
        onSessionEnded()
        return refused('session_expired')
      case 'unreachable':
        return refused('online_only')
      case 'busy':
      case 'refused':
        return refused(answer.refusal.code, answer.refusal.message)
    }
  }

  const ask = async <T, R extends object>(
    question: (session: string) => Promise<Answer<T>>,
    result: (value: T) => R,
  ) => {
    const session = token()
    if (session === null) return refused('not_signed_in')
    const answer = await question(session)
    return answer.kind === 'ok' ? { ok: true as const, ...result(answer.value) } : refusedBy(answer)
  }

  return {
    async sendNow(command: Command): ReturnType<DeskApi['command']> {
      if (token() !== null && offline()) return refused('online_only')
      return ask(
        (session) => server.command(session, command, 'order'),
        (answer) => ({ id: command.id, answer }),
      )
    },
    insights: (days) =>
      ask(
        (session) => server.insights(session, days),
        (insights) => ({ insights }),
      ),
    engine: () => ask(server.engine, (engine) => ({ engine })),
    team: () => ask(server.team, (team) => ({ team })),
    async audit({ before, ...filter }) {
      const chain = await ask(server.verifyAudit, (found) => ({ found }))
      if (!chain.ok) return chain
      const newest = chain.found.entries + 1
      return ask(
        (session) => server.audit(session, { ...filter, before: before ?? newest }),
        ({ entries, more }) => ({
          page: {
            entries: entries.slice(0, AUDIT_PAGE),
            more: more || entries.length > AUDIT_PAGE,
            chain: chain.found,
          },
        }),
      )
    },
    auditFile: ({ before: _, ...filter }, format) =>
      ask(
        (session) => server.auditFile(session, { ...filter, format }),
        (text) => ({ text }),
      ),
    removeDemo: (tokenHash) =>
      ask(
        (session) => server.removeDemo(session, tokenHash),
        () => ({}),
      ),
    changePassword: (body) =>
      ask(
        (session) => server.changePassword(session, body),
        () => ({}),
      ),
  } satisfies Partial<DeskApi> & Record<string, unknown>
}
