/** The venue with its switches, and what it knows of each intent. */
import { z } from 'zod'
import { calibrationMap, reliabilityBin } from '#shared/calibration.ts'
import { engineSetting } from '#shared/engine.ts'
import { PERSONAS } from '#shared/facts.ts'
import { INTENT_KEYS, intentMode } from '#shared/intents.ts'
import { quietWindow } from '#shared/quiet.ts'
import { id, time } from './base.ts'

export const killSwitch = z.object({
  engaged: z.boolean(),
  epoch: z.number().int(),
  stoppedAt: time.nullable(),
  /** When no claim of an older epoch could still begin a request; null while some can. */
  drainedAt: time.nullable(),
  heldBack: z.number().int(),
  heldBackIds: z.array(id),
  alreadySent: z.number().int(),
  alreadySentIds: z.array(id),
  by: id.nullable(),
  /** Whether staff may engage it. */
  staffMay: z.boolean(),
})
export type KillSwitch = z.infer<typeof killSwitch>

export const NOT_ENGAGED: KillSwitch = {
  engaged: false,
  epoch: 0,
  stoppedAt: null,
  drainedAt: null,
  heldBack: 0,
  heldBackIds: [],
  alreadySent: 0,
  alreadySentIds: [],
  by: null,
  staffMay: true,
}

/** What a new venue is led through, in this order; each can be left out and taken up later. */
export const SETUP_STEPS = ['number', 'services', 'hours', 'voice', 'disclosure', 'team', 'test'] as const
export const setupStep = z.enum(SETUP_STEPS)
export type SetupStep = z.infer<typeof setupStep>

/** How far the set-up of a venue has come, for whichever console goes on with it. */
export const venueSetup = z.object({
  /** `steps`: the steps stand before the console; `list`: what was left out is listed in the inbox; `over`: neither. */
  stage: z.enum(['steps', 'list', 'over']),
  steps: z.partialRecord(setupStep, z.enum(['done', 'skipped'])),
})
export type VenueSetup = z.infer<typeof venueSetup>

export const venueRow = z.object({
  id,
  name: z.string(),
  timeZone: z.string(),
  number: z.string(),
  plan: z.enum(['FREE', 'PRO']),
  locale: z.enum(['en-GB', 'en-AU']),
  currency: z.enum(['GBP', 'AUD']),
  bookingLink: z.string(),
  persona: z.enum(PERSONAS),
  disclosure: z.object({ on: z.boolean(), text: z.string() }),
  avoid: z.array(z.string()),
  killSwitch,
  masterSwitch: z.object({ on: z.boolean(), acknowledgedAt: time.nullable(), by: id.nullable() }),
  caps: z.object({
    hourly: z.number().int(),
    daily: z.number().int(),
    usedHour: z.number().int(),
    usedDay: z.number().int(),
  }),
  quiet: z.array(quietWindow),
  timing: z.object({
    burstSeconds: z.number(),
    holdSeconds: z.number(),
    undoSeconds: z.number(),
    humanMinutes: z.number(),
    /** After this many minutes a waiting customer turns amber, after twice as many red. */
    waitTargetMinutes: z.number(),
  }),
  /** What the provider takes for one segment, in hundredths of a penny or cent; null: not said. */
  segmentCost: z.number().int().nullish(),
  /** Whether the provider still takes the venue's texts; `reason` is its own code or word. */
  credentials: z.object({ healthy: z.boolean(), reason: z.string().nullable(), checkedAt: time.nullish() }),
  /** The place whose public reviews come in, and whether its account is taken; null: none is connected. */
  reviews: z
    .object({ location: z.string(), healthy: z.boolean(), reason: z.string().nullable(), checkedAt: time.nullable() })
    .nullish(),
  /** Which engine answers; null: what the server offers. Owners only. */
  engine: engineSetting.nullish(),
  /** Whether a customer who is handed to a person is told so, once, and in which words. */
  handoff: z.object({ tell: z.boolean(), text: z.string() }),
  /** Texts of conversations that were closed longer ago than this are erased; null: they are kept. */
  retentionDays: z.number().int().nullish(),
  /** Null: it was not made by the set-up. */
  setup: venueSetup.nullish(),
  /** Filled with the demo's data; only such a venue can be taken away. */
  demo: z.boolean().optional(),
  /** Since when the audit log cannot be written: nothing is sent automatically until it can. */
  auditFailedAt: time.nullish(),
  /** Owners only. */
  sparks: z.number().int().optional(),
  sparksEmpty: z.boolean(),
})
export type VenueRow = z.infer<typeof venueRow>

export const policyRow = z.object({
  id: z.enum(INTENT_KEYS),
  mode: intentMode,
  threshold: z.number().nullable(),
  floor: z.number().nullable(),
  unlocked: z.boolean(),
  training: z.object({
    reviewed: z.number().int(),
    needed: z.number().int(),
    /** Share of the latest reviews that were right, 0 to 1. */
    right: z.number(),
    lowerBound: z.number(),
  }),
})
export type PolicyRow = z.infer<typeof policyRow>

/** What an intent's confidence is worth, by its reviews: there once they suffice. */
export const calibrationRow = z.object({
  id: z.enum(INTENT_KEYS),
  /** Rises with each fit; 0: there are too few reviews for one, the classifier's own confidence stands. */
  version: z.number().int(),
  /** All reviews that there were at the fit. */
  reviews: z.number().int(),
  map: calibrationMap,
  /** Reliability before and after the map, and the expected calibration error of each. */
  before: z.array(reliabilityBin),
  after: z.array(reliabilityBin),
  errorBefore: z.number(),
  errorAfter: z.number(),
  at: time,
})
