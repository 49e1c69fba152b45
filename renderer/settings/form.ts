/** Forms of the settings: what is typed stands until it is saved, under the basis that was seen when typing began. */
import { useRef, useState } from 'react'
import type { CommandType, GivenPayload } from '#shared/commands.ts'
import { type Saved, save } from '../state/change.ts'
import { useCountUnsaved } from '../state/unsaved.ts'

export type Refusal = Extract<Saved, { ok: false }>

export interface Form<V extends object> {
  readonly value: V
  /** Something was typed that is not saved. */
  readonly dirty: boolean
  readonly busy: boolean
  /** The answer to the last try to save. */
  readonly refusal: Refusal | null
  set(change: Partial<V>): void
  /** Puts back what is saved. */
  reset(): void
  /** Goes on with what was typed, over what somebody else has set meanwhile. */
  insist(): void
  /** Resolves to whether it was saved. */
  save<T extends CommandType>(type: T, payload: GivenPayload<T>): Promise<Extract<Saved, { ok: true }> | null>
}

/** @param basis of what is saved now; undefined for something new. */
export function useForm<V extends object>(saved: V, basis: number | undefined): Form<V> {
  const [edited, setEdited] = useState<{ readonly value: V; readonly basis: number | undefined } | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [busy, setBusy] = useState(false)
  const sending = useRef(false)
  useCountUnsaved(edited !== null)
  const reset = () => {
    setEdited(null)
    setRefusal(null)
  }
  return {
    value: edited?.value ?? saved,
    dirty: edited !== null,
    busy,
    refusal,
    set(change) {
      setEdited((was) => ({ value: { ...(was?.value ?? saved), ...change }, basis: was === null ? basis : was.basis }))
      setRefusal((was) => (was?.conflict === true ? was : null))
    },
    reset,
    insist() {
      setEdited((was) => was && { ...was, basis })
      setRefusal(null)
    },
    async save(type, payload) {
      if (sending.current) return null
      sending.current = true
      setBusy(true)
      const answer = await save(type, payload, edited?.basis ?? basis)
      sending.current = false
      setBusy(false)
      if (!answer.ok) {
        setRefusal(answer)
        return null
      }
      reset()
      return answer
    },
  }
}
