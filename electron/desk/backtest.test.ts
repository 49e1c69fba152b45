/** The desk's end of a backtest, against a server that answers a piece at a time. */
import { createServer as createHttpServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { BacktestQuery, BacktestReport } from '#shared/backtest.ts'
import { createBacktest } from './backtest.ts'
import { createServer } from './server.ts'

const QUERY: BacktestQuery = { days: 7, settings: null }
const REPORT: BacktestReport = {
  from: 0,
  to: 1,
  texts: 2,
  unjudged: [],
  changed: 0,
  intents: [],
  marks: [],
  newest: [],
}

let answers: ServerResponse[]
let closed = 0
let status = 200
const http = createHttpServer((_request, response) => {
  response.once('close', () => {
    closed += 1
  })
  if (status !== 200)
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end('{"code":"forbidden","message":"Owners only."}')
  else response.writeHead(200).flushHeaders()
  answers.push(response)
})

async function opened() {
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const onSessionEnded = vi.fn()
  const server = createServer(`http://127.0.0.1:${(http.address() as AddressInfo).port}`)
  const backtest = createBacktest({ server, onChanged: () => undefined, onSessionEnded })
  return { backtest, onSessionEnded }
}

beforeEach(() => {
  answers = []
  closed = 0
  status = 200
})
afterEach(async () => {
  http.closeAllConnections()
  await new Promise((resolve) => http.close(resolve))
})

const heard = () => vi.waitFor(() => expect(answers).toHaveLength(1))

test('progress and report come in whatever pieces they come', async () => {
  const { backtest } = await opened()
  backtest.begin('t', QUERY)
  expect(backtest.state()).toEqual({ query: QUERY, done: 0, of: null, report: null, refused: null })
  await heard()
  answers[0]!.write('{"kind":"progress","do')
  answers[0]!.write('ne":1,"of":2}\n{"kind":"pro')
  await vi.waitFor(() => expect(backtest.state()).toMatchObject({ done: 1, of: 2 }))
  answers[0]!.end(`gress","done":2,"of":2}\n${JSON.stringify({ kind: 'report', report: REPORT })}\n`)
  await vi.waitFor(() => expect(backtest.state()).toMatchObject({ done: 2, report: REPORT, refused: null }))
})

test('cancelling hangs up and forgets it; a report that is there stays', async () => {
  const { backtest } = await opened()
  backtest.begin('t', QUERY)
  await heard()
  backtest.cancel()
  expect(backtest.state()).toBeNull()
  await vi.waitFor(() => expect(closed).toBe(1))
  backtest.begin('t', QUERY)
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]!.end(`${JSON.stringify({ kind: 'report', report: REPORT })}\n`)
  await vi.waitFor(() => expect(backtest.state()?.report).toEqual(REPORT))
  backtest.cancel()
  expect(backtest.state()?.report).toEqual(REPORT)
  backtest.forget()
  expect(backtest.state()).toBeNull()
})

test('an answer that is cut off is told as one; a refusal in its own words; an ended session ends it', async () => {
  const { backtest, onSessionEnded } = await opened()
  backtest.begin('t', QUERY)
  await heard()
  answers[0]!.write('{"kind":"progress","done":1,"of":2}\n')
  answers[0]!.destroy()
  await vi.waitFor(() =>
    expect(backtest.state()).toMatchObject({ report: null, refused: expect.stringContaining('server') }),
  )
  status = 403
  backtest.begin('t', QUERY)
  await vi.waitFor(() => expect(backtest.state()).toMatchObject({ refused: 'Owners only.' }))
  expect(onSessionEnded).not.toHaveBeenCalled()
  status = 401
  backtest.begin('t', QUERY)
  await vi.waitFor(() => expect(onSessionEnded).toHaveBeenCalledOnce())
})
