import type { VenueView } from '#shared/rpc.ts'
import { save } from '../state/change.ts'
import { FormBox } from './editor.tsx'
import { TextField } from './fields.tsx'
import { useForm } from './form.ts'
import { Health } from './health.tsx'
import { BoxHead } from './parts.tsx'
import { problemsOf } from './problems.ts'

const WORDS = {
  fine: 'The provider shows the reviews of this place.',
  bad: 'no reply is published by itself',
}

/** Where public reviews come in from. */
export function ReviewsBox({ venue, online }: { readonly venue: VenueView['venue']; readonly online: boolean }) {
  const form = useForm({ location: venue.reviews?.location ?? '' }, venue.seq)
  const { location } = form.value
  const problem = problemsOf('reviews.connect', { location }).location
  const connect = async () => {
    const answer = await form.save('reviews.connect', { location })
    if (answer && location !== '') await save('reviews.check', {})
  }
  return (
    <FormBox label="Public reviews" form={form} canSave={online && problem === undefined} onSave={() => void connect()}>
      <BoxHead
        title="Public reviews"
        text="Google reviews come into the pool with a reply drafted. Two stars or fewer are always answered by a person."
      >
        {venue.reviews != null && (
          <Health command="reviews.check" health={venue.reviews} online={online} words={WORDS} />
        )}
      </BoxHead>
      <div className="px-4.5 pb-4">
        <div className="max-w-[420px]">
          <TextField
            label="Place"
            value={location}
            problem={problem}
            placeholder="accounts/123/locations/456"
            hint="Its name in the Business Profile API. Empty: none is connected."
            disabled={!online}
            onChange={(next) => form.set({ location: next })}
          />
        </div>
      </div>
    </FormBox>
  )
}
