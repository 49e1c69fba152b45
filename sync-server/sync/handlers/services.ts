/** The service list: every price that a reply quotes stands here. */
import { Refusal } from '#shared/errors.ts'
import { createdIdOf } from '#shared/ids.ts'
import type { Row } from '#shared/rows.ts'
import { type BadRow, readServices, type ServiceLine } from '#shared/services-csv.ts'
import { MOST } from '#shared/settings.ts'
import { decode } from '../../storage/codec.ts'
import type { Tx } from '../../storage/tx.ts'
import type { Written } from '../basis.ts'
import type { Handler } from '../command.ts'
import { changed, given, isBookedAhead, roomFor } from './common.ts'

async function listed(tx: Tx): Promise<Row<'services'>[]> {
  const rows = await tx.db.selectFrom('services').selectAll().where('venueId', '=', tx.venueId).execute()
  return rows.map((columns) => decode('services', columns))
}

const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

async function checkName(tx: Tx, name: string, own?: string): Promise<void> {
  const taken = (await listed(tx)).some((s) => s.id !== own && sameName(s.name, name))
  if (taken) throw new Refusal('name_taken', `There is a service called ${name} already.`)
}

async function serviceOf(tx: Tx, id: string): Promise<Row<'services'>> {
  const service = await tx.find('services', id)
  if (!service) throw new Refusal('row_not_found')
  return service
}

export const add: Handler<'service.add'> = async ({ tx, session, payload, commandId }) => {
  await roomFor(tx, 'services', MOST.services)
  await checkName(tx, payload.name)
  const serviceId = createdIdOf('service', session.personId, commandId)
  await tx.insert('services', { id: serviceId, ...payload })
  return { result: { serviceId }, audit: { serviceId, from: null, to: payload } }
}

export const edit: Handler<'service.edit'> = async ({ tx, payload }) => {
  const service = await serviceOf(tx, payload.serviceId)
  const patch = given(payload, 'serviceId')
  if (patch.name !== undefined) await checkName(tx, patch.name, service.id)
  await tx.patch('services', service.id, patch)
  return { audit: { serviceId: service.id, ...changed(service, patch) } }
}

export const remove: Handler<'service.remove'> = async ({ tx, payload }) => {
  const { id, name, price, priceFrom, minutes, aliases, active } = await serviceOf(tx, payload.serviceId)
  if (await isBookedAhead(tx, 'serviceId', id)) throw new Refusal('service_has_bookings')
  await tx.remove('services', id)
  return { audit: { serviceId: id, from: { name, price, priceFrom, minutes, aliases, active }, to: null } }
}

/** A line whose name is in the list changes that service, in what the line says; any other line adds one. */
export const importCsv: Handler<'service.import'> = async ({ tx, session, payload, commandId }) => {
  const { lines, bad } = readServices(payload.csv)
  const known = await listed(tx)
  const changes: { serviceId: string; from: object | null; to: object }[] = []
  const wrote: Written[] = []
  const refused: BadRow[] = [...bad]
  let added = 0
  let unchanged = 0
  for (const { row, service } of lines) {
    const same = known.find((s) => sameName(s.name, service.name))
    if (same) {
      const { from, to } = changed<Partial<Row<'services'>>>(same, service)
      const fields = Object.keys(to)
      if (fields.length === 0) unchanged += 1
      else {
        await tx.patch('services', same.id, to)
        changes.push({ serviceId: same.id, from, to })
        wrote.push({ table: 'services', id: same.id, fields })
      }
      continue
    }
    const problem = whyNotAdded(service, known.length + added)
    if (problem !== null) {
      refused.push({ row, reason: problem })
      continue
    }
    const serviceId = createdIdOf('service', session.personId, commandId, row)
    const fresh = { ...NEW, ...service, minutes: service.minutes! }
    await tx.insert('services', { id: serviceId, ...fresh })
    changes.push({ serviceId, from: null, to: fresh })
    added += 1
  }
  refused.sort((a, b) => a.row - b.row)
  return {
    result: { added, changed: changes.length - added, unchanged, bad: refused },
    audit: { added, changed: changes.length - added, bad: refused.length, changes },
    wrote,
  }
}

const NEW = { priceFrom: false, aliases: [], active: true }

function whyNotAdded(service: ServiceLine['service'], there: number): string | null {
  if (service.minutes === undefined) return 'minutes: a new service needs its duration'
  return there >= MOST.services ? `the list is full: ${MOST.services} services are the most` : null
}
