/** Counters of one process, for `/metrics`. Labels come from short fixed lists: never a number, name, id or text. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { SendOutcome } from './channels/channel.ts'

export const registry = new Registry()
const registers = [registry]
collectDefaultMetrics({ register: registry })

export const httpRequests = new Counter({
  name: 'greenlight_http_requests_total',
  help: 'Requests answered, by route pattern and status',
  labelNames: ['method', 'route', 'status'] as const,
  registers,
})

export const httpSeconds = new Histogram({
  name: 'greenlight_http_request_seconds',
  help: 'Time from a request to its answer, by route pattern',
  labelNames: ['route'] as const,
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  registers,
})

/** `stored`: new; `repeat`: a MessageSid that was known; `refused`: anything else. */
export const inbound = new Counter({
  name: 'greenlight_inbound_total',
  help: 'Inbound webhooks, by what became of them',
  labelNames: ['result'] as const,
  registers,
})

export const commands = new Counter({
  name: 'greenlight_commands_total',
  help: 'Commands, by their answer',
  labelNames: ['status'] as const,
  registers,
})

/** Turns settled, by the outcome of their decision. */
export const turns = new Counter({
  name: 'greenlight_turns_total',
  help: 'Turns settled, by outcome',
  labelNames: ['outcome'] as const,
  registers,
})

const sends = new Counter({
  name: 'greenlight_sends_total',
  help: 'Requests to the SMS provider, by outcome',
  labelNames: ['outcome'] as const,
  registers,
})
export function countSend(outcome: SendOutcome['kind']): void {
  sends.inc({ outcome })
}

export const sockets = new Gauge({
  name: 'greenlight_sockets',
  help: 'Desks that are connected for pushes',
  registers,
})

export const outboxMessages = new Gauge({
  name: 'greenlight_outbox_messages',
  help: 'Texts in the outbox that are not finished, by state, at the time of asking',
  labelNames: ['state'] as const,
  registers,
})

export const openTurns = new Gauge({
  name: 'greenlight_open_turns',
  help: 'Turns that wait or are under way, at the time of asking',
  registers,
})
