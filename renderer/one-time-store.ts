/** Stands in for zustand where a page is drawn once: its stores are read as they are, and nobody waits for a change. */
import { createStore, type StateCreator } from 'zustand/vanilla'

function createOnce<T>(initial: StateCreator<T>) {
  const store = createStore<T>(initial)
  function read(): T
  function read<U>(select: (state: T) => U): U
  function read<U>(select?: (state: T) => U): T | U {
    const state = store.getState()
    return select === undefined ? state : select(state)
  }
  return Object.assign(read, store)
}

export const create = <T>(initial?: StateCreator<T>) => (initial === undefined ? createOnce : createOnce(initial))
