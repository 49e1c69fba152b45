/** An owner's and a colleague's console side by side, which show the same after each step. */
import type { Api, Stack } from '../stack.ts'
import { type Console, expect, type Seat } from './fixture.ts'

interface Pair {
  readonly owner: Console
  readonly staff: Console
  readonly api: Api
  /** A customer of their own for each test, opened on both consoles. @returns the conversation's id */
  meet(number: string, body: string): Promise<string>
  /** Both consoles show the same thread, in words. */
  agree(): Promise<void>
}

/** Two people at two consoles of one venue. */
export async function pair(seat: Seat, stack: Stack): Promise<Pair> {
  const api = await stack.as('owner')
  const [owner, staff] = await Promise.all([seat('owner'), seat('staff')])
  return {
    owner,
    staff,
    api,
    async meet(number, body) {
      await stack.text(number, body)
      await Promise.all([owner.open(number), staff.open(number)])
      const found = (await api.rows('conversations')).find((c) => c.customerNumber === number)
      return found!.id
    },
    async agree() {
      await expect(async () => {
        const [mine, theirs] = await Promise.all([shown(owner, 'Dana Whitlock'), shown(staff, 'Theo Marsh')])
        expect(theirs).toEqual(mine)
      }).toPass()
    },
  }
}

/** What a console says of the thread: in the same words for everybody, without what only an owner may open or the clock. */
async function shown({ page }: Console, me: string): Promise<string[]> {
  const draft = page.getByRole('region', { name: 'Draft' })
  const words = [
    ...(await page.getByRole('log', { name: 'Messages' }).allInnerTexts()),
    ...((await draft.count()) > 0 ? await draft.allInnerTexts() : ['no draft']),
  ]
  return words
    .flatMap((text) => text.split('\n'))
    .map((line) => line.replace(/^You(?= ·|:)|(?<=by )you\b/, me).replace(/\d+ (s|min)\b( ago)?/g, 'a while'))
    .filter((line) => line !== 'Change' && line.trim() !== '')
}
