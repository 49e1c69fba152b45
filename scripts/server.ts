/** `npm run server`: the sync server alone, configured by the environment. */
import '../sync-server/main.ts'
