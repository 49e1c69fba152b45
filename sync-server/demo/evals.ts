/** The cases of the demo venue. Their data lie in assets/demo/evals.json. */
import { z } from 'zod'
import { evalExpect } from '#shared/evals.ts'
import type { Row } from '#shared/rows.ts'
import data from '../../assets/demo/evals.json' with { type: 'json' }
import { DEMO } from './venue.ts'

const schema = z.array(z.object({ id: z.string(), name: z.string(), texts: z.array(z.string()), expect: evalExpect }))

/** Written by the owner some time ago. @param at milliseconds */
export function demoEvals(at: number): Row<'evals'>[] {
  return schema.parse(data).map((one) => ({
    ...one,
    origin: 'hand',
    agentId: DEMO.agents[0]!.id,
    ...{ conversationId: null, messageId: null, contactId: null, customerName: null, earlier: [], enquiry: null },
    at,
    on: true,
    createdAt: at,
    by: DEMO.people[0]!.id,
  }))
}
