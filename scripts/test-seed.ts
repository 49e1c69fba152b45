/** Every property of a run goes by one seed: GREENLIGHT_SEED, which `npm test` and `npm run test:deep` choose and print. */
import fc from 'fast-check'

const seed = Number(process.env.GREENLIGHT_SEED)
if (Number.isInteger(seed) && seed > 0) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed })
