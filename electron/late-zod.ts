/**
 * Stands in for zod in the bundles of the console's processes (see `scripts/bundled.ts`): a schema is made when it is first
 * used. All that this project declares takes longer to make than anything else at the start, and hardly any of it is used
 * before the first list is there.
 */
import * as zod from 'zod/v4'

const MADE = Symbol('made')

type Make = (...given: readonly unknown[]) => unknown

/** What makes another schema of one. Whatever else is asked of a schema makes it. */
const CHAINS: ReadonlySet<PropertyKey> = new Set(
  `optional nullable nullish default catch array or and pipe unwrap keyof transform refine check extend omit pick
   partial required safeExtend strict loose readonly superRefine overwrite min max length int positive nonnegative
   nonempty regex trim toLowerCase startsWith`.split(/\s+/),
)

const madeOf = (value: unknown): unknown => (value as { [MADE]?: unknown } | null | undefined)?.[MADE] ?? value

/** A schema's parts are handed on as what they stand for: no stand-in is met while something is parsed. */
function withMade(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(madeOf)
  if (given === null || typeof given !== 'object' || Object.getPrototypeOf(given) !== Object.prototype)
    return madeOf(given)
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, madeOf(value)]))
}

type Made = Record<PropertyKey, unknown>

/** A schema that may not be made yet. */
interface Late {
  readonly make: () => unknown
  made?: Made
}

function schemaOf(late: Late): Made {
  late.made ??= late.make() as Made
  return late.made
}

const shapeOf = (schema: Made) => schema.shape as Made

// One handler for all that there are: there are thousands of them.
const SCHEMA: ProxyHandler<Late> = {
  get(of, key) {
    if (key === MADE) return schemaOf(of)
    if (key === 'shape' && of.made === undefined) return new Proxy(of, SHAPE)
    if (!CHAINS.has(key)) return schemaOf(of)[key]
    return (...given: unknown[]) => late(() => (schemaOf(of)[key] as Make)(...given.map(withMade)))
  },
  has: (of, key) => Reflect.has(schemaOf(of), key),
  getPrototypeOf: (of) => Reflect.getPrototypeOf(schemaOf(of)),
}

/** What a declaration takes of another one's parts is for later, too; who wants the names of all has it made. */
const SHAPE: ProxyHandler<Late> = {
  get: (of, key) => (of.made === undefined ? late(() => shapeOf(schemaOf(of))[key]) : shapeOf(of.made)[key]),
  has: (of, key) => Reflect.has(shapeOf(schemaOf(of)), key),
  ownKeys: (of) => Reflect.ownKeys(shapeOf(schemaOf(of))),
  getOwnPropertyDescriptor: (of, key) => Reflect.getOwnPropertyDescriptor(shapeOf(schemaOf(of)), key),
}

const late = (make: () => unknown): object => new Proxy<Late>({ make }, SCHEMA)

/** The same function, for a schema that is made later. */
function later<F>(make: F): F {
  return ((...given: unknown[]) => late(() => (make as Make)(...given.map(withMade)))) as F
}

const lateEnum = later(zod.enum)
const lateInstanceOf = later(zod.instanceof)

export const object = later(zod.object)
export const strictObject = later(zod.strictObject)
export const string = later(zod.string)
export const number = later(zod.number)
export const boolean = later(zod.boolean)
export const array = later(zod.array)
export const tuple = later(zod.tuple)
export const literal = later(zod.literal)
export const union = later(zod.union)
export const discriminatedUnion = later(zod.discriminatedUnion)
export const record = later(zod.record)
export const partialRecord = later(zod.partialRecord)
export const unknown = later(zod.unknown)
export const url = later(zod.url)
export const email = later(zod.email)
export const custom = later(zod.custom)
export const coerce = { ...zod.coerce, number: later(zod.coerce.number) }

// All else is zod's own.
export * from 'zod/v4'
export * as z from './late-zod.ts'
export { lateEnum as enum, lateInstanceOf as instanceof }
