/** The console's pixels with the least code that can show the next draft: what triage is held against. */

export interface Item {
  readonly row: string
  readonly thread: string
  readonly side: string
}

export interface Captured {
  /** The whole page, with the first item open. */
  readonly first: string
  /** How far its list is scrolled. */
  readonly top: number
  readonly items: readonly Item[]
  /** Class of a row that is not selected. */
  readonly other: string
  readonly toast: string
}

/** Runs in the page; knows nothing from outside. */
export function vanilla({ captured, key }: { captured: Captured; key: string }): void {
  const ROW = 60
  const made = captured.items.map(({ row, thread, side }) => {
    const template = (html: string) => {
      const element = document.createElement('template')
      element.innerHTML = html
      return element.content
    }
    return { row: template(row), thread: template(thread), side: template(side) }
  })
  const list = document.querySelector<HTMLElement>('#conversations')!
  // The thread that the console has drawn ahead is no part of the picture.
  const thread = document.querySelector('[aria-label="Thread"]')!
  thread.parentElement!.replaceChildren(thread)
  list.parentElement!.scrollTop = captured.top
  list.focus({ preventScroll: true })
  const side = document.querySelector('aside')
  const toast = document.createElement('div')
  toast.innerHTML = captured.toast
  document.querySelector('[aria-label="Inbox"] > :last-child')!.append(toast)
  const selectedClass = list.querySelector('[aria-selected="true"]')!.className
  const total = list.querySelectorAll('[role="option"]').length
  let count = Number(list.querySelector('[role="option"]')?.getAttribute('aria-setsize'))
  const counts = [...document.querySelectorAll('span')].filter(
    (span) => span.textContent === count.toLocaleString('en-GB'),
  )
  let rows = [...list.querySelectorAll<HTMLElement>('[role="option"]')].sort(
    (a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet),
  )
  const firstIndex = Number(rows[0]!.ariaPosInSet) - 1
  let at = 0

  const show = (row: HTMLElement, item: (typeof made)[number]) => {
    row.className = selectedClass
    row.setAttribute('aria-selected', 'true')
    thread.replaceChildren(item.thread.cloneNode(true))
    const log = thread.querySelector('[role="log"]')!
    log.scrollTop = log.scrollHeight
    // As in the console, the details beside it come a frame later.
    afterFrame(() => side?.replaceChildren(item.side.cloneNode(true)))
  }
  const afterFrame = (then: () => void) => requestAnimationFrame(() => setTimeout(then, 4))

  window.addEventListener('keydown', (event) => {
    if (event.key !== key) return
    event.preventDefault()
    const selected = rows.findIndex((row) => row.ariaSelected === 'true')
    rows[selected]!.remove()
    rows = rows.toSpliced(selected, 1)
    at = (at + 1) % made.length
    count -= 1
    const added = made[(at + total - selected) % made.length]!.row.cloneNode(true).firstChild as HTMLElement
    added.className = captured.other
    added.setAttribute('aria-selected', 'false')
    rows.push(added)
    list.append(added)
    list.style.height = `${count * ROW}px`
    for (const [i, row] of rows.entries()) {
      if (i >= selected) row.style.transform = `translateY(${(firstIndex + i) * ROW}px)`
      row.ariaPosInSet = String(firstIndex + i + 1)
      row.ariaSetSize = String(count)
    }
    for (const span of counts) span.textContent = count.toLocaleString('en-GB')
    toast.querySelector('[dir]')!.lastChild!.textContent = rows[selected]!.querySelector('[dir]')!.textContent
    show(rows[selected]!, made[at]!)
  })
}
