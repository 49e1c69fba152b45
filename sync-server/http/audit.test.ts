import papaparse from 'papaparse'
import { expect, test } from 'vitest'
import { testEdge } from './testing.ts'

test('the log is read, filtered and taken away as a file, by owners', async () => {
  await using edge = await testEdge()
  const { app } = edge
  const headers = await edge.signIn()
  const give = (id: string, type: string, payload: unknown) =>
    app.inject({ method: 'POST', url: '/api/commands', headers, payload: { id, type, payload } })
  for (let n = 1; n <= 3; n++) await give(`caps${n}`, 'autosend.caps', { hourly: n, daily: 100 })
  await give('stop', 'killswitch.engage', {})
  const read = async (query: string) => (await app.inject({ url: `/api/audit${query}`, headers })).json()

  const all = (await read('')).entries
  expect(all.map((e: { action: string }) => e.action)).toEqual([
    'autosend.caps',
    'autosend.caps',
    'autosend.caps',
    'killswitch.engage',
  ])
  expect((await read('?action=killswitch.engage')).entries).toEqual([all[3]])
  expect((await read('?before=4')).entries).toEqual([all[2], all[1], all[0]])
  expect((await read(`?person=${all[0].personId}&search=hourly%203`)).entries).toEqual([all[2]])
  expect((await app.inject({ url: '/api/audit?after=x', headers })).statusCode).toBe(400)

  const lines = await app.inject({ url: '/api/audit/export?format=jsonl', headers })
  expect(lines.headers['content-disposition']).toBe('attachment; filename="audit.jsonl"')
  expect(
    lines.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(all)
  const csv = await app.inject({ url: '/api/audit/export?format=csv&action=autosend.caps', headers })
  const rows = papaparse.parse<Record<string, string>>(csv.body.trimEnd(), { header: true }).data
  expect(rows.map((row) => ({ n: Number(row.n), detail: JSON.parse(row.detail!), hash: row.hash }))).toEqual(
    all.slice(0, 3).map(({ n, detail, hash }: { n: number; detail: unknown; hash: string }) => ({ n, detail, hash })),
  )
  const staff = await edge.signIn('staff')
  expect((await app.inject({ url: '/api/audit/export', headers: staff })).statusCode).toBe(403)
})
