/** What the screens look for, in texts made plain. `unless` takes back a hit; the first hit in a list names the reason. */

export interface Pattern {
  readonly code: string
  readonly hit: RegExp
  readonly unless?: RegExp
  readonly severity?: 'low' | 'high'
}

/** Sayings that sound like harm and are none: taken out before risk, opt-out and complaint are looked for. */
export const HARMLESS: readonly RegExp[] = [
  /\b(?:i'm |i am )?dying (?:for|to (?:see|try|get|have|know|come|book))\b/g,
  /\b(?:i )?(?:could|would|'d) (?:kill|murder|die) for\b/g,
  /\b(?:i )?could murder (?:an? |some )?\w+/g,
  /\b(?:is|are) killing me\b/g,
  /\bdie (?:my|her|his) (?:hair|roots|brows|lashes)\b/g,
  /\bkilled it\b|\bkilling it\b|\bdressed to kill\b|\bkill(?:ing)? (?:some |a bit of )?time\b/g,
  /\bphoto ?shoots?\b|\bshoot me (?:a|an|over|your|the)\b/g,
  /\bhit me (?:up|back|with)\b/g,
  /\bbath bombs?\b|\bblood orange\b|\bbloody mary'?s?\b/g,
  /\ballergic to (?:mornings?|mondays?|exercise|early|housework|cooking|winter|the gym)\b/g,
  /\bno complaints?\b|\bcan't complain\b|\bnot complaining\b|\bnothing to complain about\b/g,
  /\bnot (?:too |that |so )?bad\b|\bnot (?:a )?bad (?:at all|idea)\b/g,
  /\b(?:gutted|disappointed|upset|sad|annoyed|devastated) (?:that )?(?:i|we|i'm|we're) (?:can't|won't|couldn't|missed|have to|am going to|going to|not)\b/g,
  /\b(?:i'm|i am|sorry i'm) (?:so |really |a bit |absolutely )?(?:rubbish|terrible|useless|awful|hopeless|stupid) (?:at|with|for)\b/g,
  /\b(?:awful|terrible|horrible|rubbish|horrendous|disgusting|shocking|dreadful) (?:weather|traffic|cold|night's sleep|headache|day at work|week)\b/g,
  /\bcrime scene\b|\bpain free\b|\bno reactions?\b|\bno allergies\b|\bnot allergic\b|\bno known allergies\b/g,
]

const SKIN =
  '(?:eyes?|eyelids?|face|lips?|scalp|neck|head|skin|hands?|ears?|cheeks?|forehead|arms?|legs?|armpits?|throat|tongue|chin|brows?|nails? beds?|fingers?|toes?|foot|feet|back|bikini line|body)'
const HARM =
  '(?:swollen|swelling|swelled|burn(?:ing|t|ed)|blister(?:s|ed|ing)?|itch(?:y|ing|es)|bleeding|hives|puffed|puffy|on fire|raw|weeping|stinging|numb|infected|peeling off|scabs?|scabbed|oozing|rash|sores|welts|drooping)'
const SOON = '(?: \\w+){0,4}'
const ADULT =
  '(?:tattoo|pierc\\w+|botox|fillers?|anti.?wrinkle|sunbeds?|sauna|steam room|brazilian|hollywood|bikini|wax(?:ing|ed)?|acrylics?|lip|peel|laser|microblading|lash(?:es)? (?:ext\\w*|lift|tint)|lash extensions|spray tan|bleach(?:ed)?|tinted|alcohol|drink|cider|beer|wine)'
const MINOR_AGE = '(?:[1-9]|1[0-7])'

export const RISK: readonly Pattern[] = [
  {
    code: 'injection',
    hit: /\b(?:ignore|disregard|forget|override|bypass|overrule|drop) (?:all |any |everything |of |the |these |those |your |my |our )*(?:previous|prior|earlier|above|preceding|original|system|safety|initial|instructions?|rules|guidelines|programming|prompts?|restrictions|filters?)\b(?! (?:text|message|msg|texts|messages|one|booking|appointment|email))/,
    unless: /\b(?:ignore|forget|disregard) (?:the|my|that) (?:previous|earlier|original|above)$/,
  },
  {
    code: 'injection',
    hit: /\b(?:ignore|disregard|forget) (?:everything|all)(?: that)? (?:you (?:were|have been|'ve been) told|above|before this|you know)\b|\b(?:ignore|disregard) the above\b/,
  },
  {
    code: 'injection',
    hit: /\b(?:system|hidden|secret|initial|developer|original) (?:prompt|instructions?|message|rules)\b|\b(?:your|the) (?:exact )?prompt\b|\bwhat prompt\b|\binstructions word for word\b|\brepeat everything (?:before|above)\b|\bwhat were you told to (?:say|do)\b|^what are your instructions\b|\bsay exactly\b|\bjson\b.{0,20}\bconfig\w*|\boverride confidence\b|\bsend automatically\b/,
    unless: /\b(?:aftercare|washing|care)\b/,
  },
  {
    code: 'injection',
    hit: /\b(?:you are now|from now on,? you(?:'re| are)?|pretend (?:to be|you(?:'re| are))|act as|role ?play as|you must obey|behave (?:as|like))\b.{0,50}\b(?:ai|assistant|bot|developer|admin\w*|owner|unrestricted|no rules|dan|system|model|hacker|pirate|filter)\b/,
  },
  {
    code: 'injection',
    hit: /\b(?:developer|dan|god|debug|admin|jailbreak|unrestricted|sudo) mode\b|\bjailbreak\b|\bturn off (?:the |your |all )?(?:safety |content )?filters?\b|\bdisable (?:your |the |all )?(?:safety|filters?|guardrails?|restrictions)\b/,
  },
  {
    code: 'injection',
    hit: /(?:^|[.!?>\]] ?|\n)(?:system|assistant|developer|admin|override|new (?:system )?instructions?)\s*:|<\/?(?:system|assistant|instructions?)>|###\s*(?:system|new|instruction)|\[(?:system|inst)\]|\bnew system instructions?\b|\bend of (?:user )?(?:message|prompt|input)\b/,
  },
  {
    code: 'injection',
    hit: /\b(?:reveal|print|repeat|output|leak|dump|show me|give me|tell me) (?:me )?(?:all )?(?:your |the )(?:system|instructions|prompts?|config\w*|hidden|rules|database|api keys?|text above|words above|admin)\b/,
    unless: /\b(?:rules of the house|house rules|gym rules|pool rules|aftercare)\b/,
  },
  {
    code: 'injection',
    hit: /\b(?:set|change) (?:the |your |all )?(?:price|prices|confidence|cost)s? (?:of .{1,30} )?to (?:zero|0|nothing|free|1|100|£?\d)/,
  },
  {
    code: 'privacy',
    hit: /\b(?:list|show|send|give)(?: me)? (?:all |every |the phone numbers of )+(?:your |the )?(?:\w+ )?(?:customers?|clients?|patients?)\b|\b(?:phone numbers?|addresses|numbers|details|names|data(?:base)?|list|records) (?:of|for) (?:all |every |your |the |other )+(?:customers?|clients?|patients?|guests?|women|girls|staff)\b|\b(?:all|every|your|other|another|the last) (?:customers?|clients?|patients?)'?s? (?:phone|numbers?|details|addresses|data|list|names|messages?)\b/,
  },
  {
    code: 'privacy',
    hit: /\bwhere does (?!the\b|it\b|this\b|that\b|your\b|my\b|everyone\b|i\b|we\b|you\b)\w+ live\b|\b(?:home address|personal number|private number) (?:of|for)\b|\bgive me \w+'s (?:home |private |personal )?(?:address|number|surname)\b/,
  },
  {
    code: 'self_harm',
    hit: /\bno point (?:in |to )?(?:anything|any of (?:it|this)|living|life|going on|being (?:here|alive)|carrying on)\b|\bnothing (?:left )?to live for\b/,
  },
  {
    code: 'self_harm',
    hit: /\b(?:suicidal|suicide|kill(?:ing)? myself|end(?:ing)? (?:it all|my life|things)|take my (?:own )?life|hurt(?:ing)? myself|harm(?:ing)? myself|self.?harm\w*|cut(?:ting)? myself (?:again|last|on purpose|to)|want to die|wanna die|rather be dead|better off dead|better off without me|no reason to live|no point (?:in )?(?:living|anymore|going on)|(?:don't|do not) want to (?:live|be here|be alive|wake up|exist)|can't (?:go on|carry on|do this anymore|take (?:it|life) any ?more|live like this)|overdose[d]?|(?:took|taken|swallowed) (?:too many|a load of|loads of|all my|a whole (?:pack|bottle|box)(?: of)?)(?: \w+)? ?(?:tablets|pills|paracetamol|painkillers|sleeping)|nobody would miss me|might hurt (?:someone|somebody|them|him|her)|thinking about dying)\b/,
    unless:
      /\bsuicide (?:blonde|squad|prevention (?:fundrais|charity|walk))|\b(?:want to|wanna) die (?:of|with) (?:embarrassment|laughter|shame)|\b(?:don't|do not) want to be here (?:all day|too long|late|for)/,
  },
  {
    code: 'self_harm',
    hit: /\bthinking (?:about|of) ending (?:it|things)\b|\b(?:anti.?depressants?|medication) (?:isn't|aren't|not) working\b|\bcan't (?:go on|carry on) (?:any ?more|like this)\b/,
  },
  {
    code: 'self_harm',
    hit: /\b(?:won't|will not|not going to|wouldn't) be (?:alive|around (?:any ?more|much longer)|here (?:any ?more|much longer))\b|\b(?:swallowed|drank|drunk|drinking) (?:\w+ ){0,4}(?:bleach|poison|acetone|nail (?:varnish|polish)? ?remover|antifreeze)\b|\b(?:cut|slit|slashed) my wrists?\b/,
    unless:
      /\bwon't be here any ?more (?:after|from|than|on)\b|\bi (?:won't|will not) be here (?:any ?more )?(?:for|on|until|till|at)\b/,
  },
  {
    code: 'threat',
    hit: /\b(?:i'm|i am|i will|i'll|i'm gonna|we will|we'll|we are|we're|gonna|going to|someone (?:will|should|is going to)|about to)(?: (?:going to|gonna|come|coming|down there|round|and|to|just|actually|personally|send someone to))* (?:kill|murder|stab|shoot|hurt|beat|batter|punch|slap|smash|burn|torch|bomb|strangle|attack|break) (?:you|him|her|them|your|the (?:place|shop|salon|lot|stylist|windows?|door|building|manager)|it down|up the|someone|somebody|everyone|that (?:stylist|girl|woman|man|bitch))\b/,
  },
  {
    code: 'threat',
    hit: /\b(?:watch (?:your (?:back|step)|yourself|out for me)|you(?:'re| are) dead\b|you(?:'ll| will| are going to|'re going to|'re gonna) (?:regret|pay for) (?:this|it|that)|(?:know|find out|found out) where (?:you|your (?:staff|family|kids)|she|he) lives?|sleep with one eye|(?:break|snap) your (?:legs|neck|arms|windows)|(?:a )?brick through|you'?ll be sorry|make you pay|i(?:'ll| will) find you|coming for you|which house is yours|put your windows (?:in|through)|smash(?:ing)? (?:the|your|up) (?:place|shop|windows|salon|it)|burn (?:the|your) (?:place|shop|salon|house|building)|what car you drive)\b/,
  },
  {
    code: 'danger',
    hit: /\b(?:following me|stalking me|stalker|threatened me|attacked me|(?:husband|boyfriend|partner|ex|dad|wife|girlfriend|he|she) (?:hit|hits|beat|beats|punched|hurts|is hurting|strangled|hit me)|won't let me leave|domestic (?:abuse|violence)|scared to go home|don't feel safe|outside and won't (?:leave|go)|not safe at home|touched me (?:inappropriately|where)|sexual(?:ly)? (?:assault\w*|harass\w*)|assaulted|groped|raped)\b/,
    unless: /\bhits? (?:the spot|me up)\b|\bfollowing me on (?:insta\w*|facebook|tiktok|twitter)\b/,
  },
  {
    code: 'legal',
    hit: /\b(?:(?:i'm|i am|i'll|i will|we'll|we will|we're|we are|going to|gonna|to|or|be|am) (?:going to |gonna |now |be )?(?:sue|suing) (?!['"]?s?\b(?:on|is|at|in|for (?:a|my) (?:cut|trim))\b)(?:you|your|the|this|for|over|them|if)?|(?:i'll|i will|going to|gonna|or i) sue\b|small claims|legal action|legal proceedings|take you to court|taking (?:you|this|it) to court|see you in (?:small claims )?court|to court over|(?:my|a|our|the) (?:lawyer|solicitor|barrister|legal team)s? (?:will|is|are|has|have|says|said|wants|about|to|advised|letter)|(?:contact(?:ing|ed)?|speak(?:ing)? to|see(?:ing)?|call(?:ing|ed)?|hear from|get(?:ting)?|letter from|from) (?:my|a|our) (?:lawyer|solicitor|barrister)s?|no win no fee|negligence|personal injury claim|press charges|police (?:report|will|are|have)|(?:calling|call|called|phoning|reporting (?:this|you|it) to|report you to) the police|ombudsman|hear from my)\b/,
    unless: /\bpolice (?:discount|officer)|\bi'm a (?:lawyer|solicitor)\b/,
  },
  {
    code: 'medical',
    hit: /\b(?:allergic reaction|anaphyla\w+|epi.?pen|(?:bad|severe|terrible|horrible|awful|nasty|had a|having a|got a|a|my) reaction (?:to|from|after|on)|reacted (?:badly|to (?:the|my|your)|really badly)|broke out in|come out in (?:a rash|hives|blisters|spots|lumps|bumps|welts|sores)|came out in|(?:chemical|laser|wax|acid|steam|second degree|third degree) burns?|got burn(?:t|ed)|you burn(?:t|ed) (?:me|my|her|his)|burns on my|hives|gone septic|full of pus|stitches have (?:opened|come)|won't stop bleeding|bleeding won't stop|bleeding (?:badly|heavily|a lot)|rash (?:everywhere|all over|after|from|since)|having a rash|covered in (?:sores|blisters|spots|hives)|can't open my eyes?|skin is peeling off|(?:tongue|lips?|face|eyes?) swollen|patch test (?:has |have |is )?(?:come up|gone|reacted|swollen|raised|itch\w*|red)|reacted to (?:my|the) patch test|(?:fell|slipped|tripped|fallen)\b.{0,25}\b(?:wet floor|your (?:\w+ )?(?:stairs|floor|steps?|rug|mat)|down the (?:stairs|steps)))\b/,
    unless: /\b(?:handfuls|clumps|reaction (?:video|on her face)|what if i (?:have|get)|in case of)\b/,
  },
  {
    code: 'medical',
    hit: new RegExp(
      `\\b(?:my|her|his|their) ${SKIN}(?: and ${SKIN})?(?: (?:is|are|has|have|was|were|feels?|been|look|looks|all|really|so|very|gone|started|keeps?|come|out|up|in|completely|just|still|badly|like|red|and|a bit|quite))* ${HARM}\\b`,
    ),
    unless: /\b(?:peeling off the|itching for|brows? (?:are )?raw)\b/,
  },
  {
    code: 'medical',
    hit: new RegExp(
      `\\b(?:rash|blisters|welts|sores|burns?|burn marks?|swelling|bruising|infection|scab|scabs|red lumps?) (?:on|all over|around|across|over|under|near) (?:my|her|his|the) ${SOON.slice(0, 0)}(?:\\w+ )?${SKIN}\\b`,
    ),
  },
  {
    code: 'medical',
    hit: /\b(?:got|have|has|had|developed|with|think it's|given me) (?:a |an |this |these |such )?(?:\w+ )?(?:rash|infection|infected \w+|blisters|hives)\b/,
    unless: /\b(?:nappy|razor) rash\b.*\b(?:do you|treat)|\b(?:sell|treat|help with|good for)\b/,
  },
  {
    code: 'medical',
    hit: /\b(?:tattoo|piercing|ear|nail|toe|stitches|wound|cuticles?|belly button)\b(?: \w+){0,4} (?:infected|septic|pus|oozing|weeping)\b|\b(?:piercing|tattoo) (?:is|has|looks|gone) \w* ?infected\b/,
  },
  {
    code: 'medical',
    hit: /\b(?:collapsed|fainted|passed out|unconscious|seizure|having a fit|stopped breathing|hit (?:their|his|her|my) head|can't breathe|trouble breathing|throat (?:feels|is|has) (?:tight|closing|swollen)|chest pains?|heart attack|ambulance|paramedics?|a ?& ?e\b|in hospital|to hospital|to the hospital|hospitali[sz]ed|choked|choking|stroke)\b/,
    unless:
      /\b(?:nurse|doctor|work|works|working|appointment|visiting|visit|stuck|was|have been|been|dad|mum|mother|father|nan|son|daughter)\b.{0,40}\b(?:in|at|to|from)\b.{0,15}\b(?:hospital|a ?& ?e)\b|\bnear the hospital|brush ?stroke|heart attack (?:when|seeing)|backstroke/,
  },
  {
    code: 'medical',
    hit: /\b(?:dizzy|faint|breathless|light ?headed|vomiting|can't feel my (?:face|lips?|hand|arm|leg)|gone (?:blue|white|black)|turning (?:blue|white|black))\b.{0,40}\b(?:after|since|from|where)\b.{0,30}\b(?:injection|filler|botox|treatment|massage|extraction|an?aesthetic|peel|laser|sauna|you injected|meal)/,
  },
  {
    code: 'medical',
    hit: /\b(?:food poisoning|been (?:sick|ill|vomiting|throwing up) (?:all night|since|after) (?:eating|the|we ate|your|last night's)|(?:sick|ill) (?:after|from|since) (?:eating|your (?:food|restaurant|chicken|prawns)))\b/,
  },
  {
    code: 'allergy',
    hit: /\b(?:(?:nut|peanut|shellfish|seafood|wheat|dairy|gluten|egg|fish|soya?|sesame|latex|milk|prawn|food|serious|severe|bad|hair dye|dye|ppd|lash glue|glue) (?:and \w+ )?allerg(?:y|ies)|allergic to\b|(?:is|are|i'm|am|he's|she's|wife's|son's|daughter's|husband's) (?:really |very |severely |highly |badly )?allergic|(?:ha(?:s|ve|d)|got|with) (?:a |an |some |food |severe |bad |any )*allerg(?:y|ies)|coeliacs?|celiacs?|coeliac|nut.?free|peanut.?free|(?:contains?|traces of|any) nuts|allergens?|allergen (?:menu|info\w*))\b/,
    unless:
      /\bpatch tests?\b(?!.*\b(?:i'm|i am|am|my \w+ is|have|had) \w* ?allerg)|\b(?:are you|is anyone|staff|do you ask) (?:all )?allergic\b|\bdogs? (?:allerg|are allerg)|\bhypo.?allergenic\b(?!.*\b(?:i'm|i am) allergic)/,
  },
  {
    code: 'health',
    // "I'm 20 weeks": along, or since an operation
    hit: /\b(?:i'm|i am|im|she's|she is|wife is|wife's|sister is|daughter is|currently|only|now)(?: \w+)? (?:[4-9]|[1-3]\d|4[0-2]) ?(?:weeks|wks)\b(?! (?:late|away|overdue|old|out|off|in advance|ahead|from|over|on holiday|into|without|behind|no\b))|\b(?:i'm|i am|im|she's|she is) due in \w+ (?:weeks|wks|months)\b/,
    unless: /\b(?:roots|infills?|refills?|regrowth)\b/,
  },
  {
    code: 'health',
    hit: /\b(?:(?:i'm|i am|i'll be|she's|she is|wife is|sister is|while|when|if|being|currently|weeks?|months?) (?:\w+ ){0,2}(?:pregnant|breast ?feeding)|pregnant (?:can|is|so|and)|(?:is it|it) (?:safe|ok|okay|alright) .{0,40}\b(?:pregnan\w+|breast ?feeding|diabet\w+|epilep\w+|blood pressure|medication|antibiotics|chemo)|\d+ weeks pregnant|\d+ weeks,? (?:is|can|and) .{0,30}\bsafe|can .{0,30} (?:while|when|if) pregnant|steam room pregnant|(?:i'm|i am|he's|she's|mum's|am|is) (?:a )?(?:diabetic|epileptic|on (?:blood thinners|warfarin|ro?accutane|accutane|isotretinoin|chemo|steroids|antibiotics|heart medication))|on (?:blood thinners|warfarin|roaccutane|accutane|isotretinoin)|having chemo|during chemo|diabetic|epilepsy|(?:have|has|got|with|a) (?:a |an )?(?:heart condition|heart problem|pacemaker|blood clot|dvt|high blood pressure|epilepsy|hiv|hepatitis|haemophilia)|high blood pressure|blood clot|pacemaker|heart condition|(?:just|recently) had (?:surgery|an operation|a stroke|a c.?section))\b/,
    unless: /\bpregnancy massage\b|\bpregnan\w+ yoga\b|\bdiabetic (?:friendly|options?|menu|desserts?|chocolate)\b/,
  },
  {
    code: 'minor',
    hit: new RegExp(
      `\\b(?:my|our|her|his|a|is|can) (?:\\w+ )?${MINOR_AGE}[ -]?(?:years?|yrs?|yr)?[ -]?(?:old|olds|yo|y\\.?o|o)\\b.*\\b${ADULT}\\b|\\b${ADULT}\\b.*\\b(?:for|on|to) (?:a |my |our )?${MINOR_AGE}[ -]?(?:years?|yrs?|yr)?[ -]?(?:old|olds|yo)\\b`,
    ),
    unless: /\b(?:hair ?cut|trim)\b(?!.*\b(?:bleach|tattoo|pierc|wax|botox|filler))/,
  },
  {
    code: 'minor',
    hit: new RegExp(
      `\\b(?:daughter|son|niece|nephew|sister|brother|girl|boy|kid|child|granddaughter|she|he|friend)(?: is|'s|,| who is| who's| is only|'s only)? ${MINOR_AGE}\\b(?! (?:o'?clock|am|pm|at|of|for|mins?|people|[:.]\\d)).*\\b${ADULT}\\b|\\b${ADULT}\\b.*\\b(?:she's|he's|she is|he is|i'm|i am|daughter is|son is)(?: only| just)? ${MINOR_AGE}\\b(?! (?:mins?|minutes|weeks|months|miles|am|pm|o'))`,
    ),
  },
  {
    code: 'minor',
    hit: new RegExp(
      `\\b(?:i'm|i am)(?: only| just| turning| nearly)? ${MINOR_AGE}\\b(?! (?:mins?|minutes|weeks?|months?|miles|st|stone|away|late|am|pm|o'|hours?|of|%|days?|in the queue|th|people|nd|rd)).*\\b(?:${ADULT.slice(3, -1)}|parents?|mum|dad|id|consent|allowed)\\b`,
    ),
  },
  {
    code: 'minor',
    hit: new RegExp(
      `\\b(?:under.?(?:age|age[ds])|under ?(?:1[2-8])s?|minors?|(?:age (?:limit|restriction)|how old|what age|old enough))\\b.{0,60}\\b${ADULT}\\b|\\b${ADULT}\\b.{0,40}\\b(?:under.?age|under ?(?:1[2-8])s?|minors?|age (?:limit|restriction))\\b|\\b(?:without|before) (?:my |her |his )?(?:mum|mom|dad|parents?)(?: knowing| finding out|'s? (?:permission|consent)| consent)\\b`,
    ),
  },
  {
    code: 'card_data',
    hit: /\b(?:cvv|cvc|security code|card (?:number|no|details)|long number)\b.{0,25}\d{3,}|\bsort code\b.{0,15}\d{2}|\bbsb\b.{0,10}\d{3}|\b(?:account|acc) (?:number|no)\b.{0,10}\d{6,}|\bmy pin (?:is|number is)\b.{0,6}\d{4}|\bmy (?:\w+ )*(?:password|passcode) is\b|\b(?:passport|national insurance|medicare|tfn|tax file) (?:number|no)\b.{0,12}\w*\d{5,}/,
    unless: /\b(?:to verify|expires in|do(?:n't| not) share|never share)\b/,
  },
  {
    code: 'card_data',
    hit: /\b(?:my|this|the) (?:visa|mastercard|amex|debit card|credit card|card)\b.{0,20}(?:\d{4}[ -]?){3,}|(?:\d{4}[ -]){3}\d{3,4}/,
  },
]

/** The trouble came from home, from another place, or is asked about in general: no complaint to this venue. */
export const SOMEBODY_ELSES =
  /\b(?:(?:my|a|the|an) (?:old|other|last|previous|different|usual|another|cheap) (?:salon|hairdresser|stylist|barber|place|dentist|clinic|nail (?:bar|place)|restaurant|beautician)|another (?:salon|place|hairdresser|barber|stylist|clinic|nail bar)|somewhere else|someone else(?:'s)? (?:ruined|did|cut|botched)|elsewhere|(?:at|from) home|home (?:dye|bleach|colour|kit|job)|box (?:dye|colour|bleach)|(?:i|my (?:sister|mum|friend|mate|boyfriend|daughter)) (?:tried to |accidentally |stupidly )?(?:dyed|bleached|cut|coloured|did|trimmed|hacked) (?:it|my (?:own )?hair|my (?:own )?fringe|mine)|(?:did|done|cut|dyed|bleached) (?:it|mine) myself|diy)\b/

const VENUE_WORK =
  '(?:hair|hair ?cut|colour|nails?|gels?|brows?|lashes|lash|extensions|fringe|highlights|balayage|roots|toner|blonde|bob|layers|tan|cut|wax|facial|massage|treatment|meal|food|starters?|mains?|steak|roast|pizza|burger|soup|table|room|order|service|appointment|booking|visit|experience|set|acrylics?|infills?|braids|perm|filling|crown|staff|stylist|therapist|waiter|waitress|manager|receptionist)'

const low = 'low' as const
const high = 'high' as const

export const COMPLAINT: readonly Pattern[] = [
  {
    code: 'damage',
    severity: high,
    hit: new RegExp(
      `\\b(?:ruined|destroyed|butchered|botched|wrecked|fried|massacred|hacked|messed up|screwed up|f\\w*ked up|mangled)\\b.{0,25}\\b(?:my|our|her|his|the) (?:\\w+ )?(?:${VENUE_WORK.slice(3, -1)}|wedding|birthday|party|night|day|evening|prom|anniversary|dress|coat|top|shirt)\\b|\\bmy ${VENUE_WORK}\\b(?: \\w+){0,3} (?:ruined|destroyed|wrecked|fried|butchered|botched)\\b`,
    ),
    unless:
      /\b(?:rain|sea|chlorine|sun|swimming|wind|humidity|husband|dog|moths?)\b.{0,30}\bruined\b|\bruined by (?:the )?(?:rain|sea|chlorine|sun|wind)|\b(?:fix|repair|correct|rescue) (?:a |some )?botched|\bdon't want (?:it|them|my hair) ruined/,
  },
  {
    code: 'damage',
    severity: high,
    hit: /\bhair(?: is| has| 's|'s)?(?: \w+){0,3} (?:snapp(?:ed|ing) off|breaking off|broken off|falling out in|fell out|coming out in (?:clumps|handfuls)|melted)|\bhair (?:fell|falling|come|coming|came) out (?:in|after|since)|\bbald (?:patch(?:es)?|spots?)\b.{0,30}\b(?:extensions|bleach|you|since|after|from)|\byou (?:cut|nicked|sliced) my (?:ear|neck|skin|finger)|\b(?:you|your (?:staff|cleaner|girl|lad|waiter)) (?:\w+ )?(?:broke|smashed|lost|stole|stained|damaged|threw away) my\b|\bstolen from (?:your|the) (?:cloakroom|changing|locker)/,
  },
  {
    code: 'charged',
    severity: high,
    hit: /\b(?:charged|billed|debited|taken|paid|payment|money|deposit|transaction|charge)\b.{0,40}\b(?:twice|two times|three times|double|more than once|multiple times|several times|again by mistake|duplicated?)\b|\b(?:double|duplicate[d]?) (?:charged?|payment|charges|billed|billing|transaction)\b|\bcharged (?:for (?:something|one thing|the same)).{0,20}(?:twice|two)|\b(?:two|same|2) (?:of the same|payments?|charges?|transactions?)\b.{0,20}(?:showing|on my|appear|twice|multiple|more than once|again)|\bwithout (?:my )?(?:permission|consent|authori[sz]ation)\b.{0,20}(?:charged|took|payment|money)|\btook (?:\S+ )?(?:out of|from) my (?:account|card)/,
    unless:
      /\b(?:do|will|would|am|are|is|can|could) (?:i|you|we|it)(?: get| be| have to| need to)? (?:charge[d]?|pay|paid) (?:twice|double)\b|\bdon't want to (?:be|get) (?:charged|billed|pay)|\bso (?:that )?i don't (?:get charged|pay)/,
  },
  {
    code: 'charged',
    severity: low,
    hit: /\b(?:over ?charged|charged (?:me )?(?:too much|extra|wrong|more than)|charged (?:me|us) for (?:a |an |the )?\w+(?: \w+){0,4} (?:i|we) (?:didn't|never|hadn't)|(?:extra|additional|unexpected|hidden|random|strange|unknown) (?:\S+ )?(?:charge|fee)|charge i (?:don't|didn't)|wrong (?:amount|price|change|bill)|bill (?:is|was) wrong|more than (?:you |i was )?(?:quoted|told|said)|still (?:been )?charged|why (?:was|were|have|has|did|am|is) (?:i|we|you|my)(?: \w+)? (?:been |being |get )?(?:charged?|billed|billing))\b/,
    unless:
      /\b(?:is|are) there (?:any |an )?(?:extra|additional|hidden)|\b(?:is|will) (?:it|there|that) .{0,20}\b(?:extra|additional)|\bdo you (?:charge|have|add)\b|\bwill i be\b|\bis the .{0,25}extra charge/,
  },
  {
    code: 'refund',
    severity: high,
    hit: /\b(?:i (?:want|demand|expect|need|require)|give me|we (?:want|demand)|i'd like|i would like|i want to ask for|requesting|request(?:ed)?|asked for|owed|owe me|where(?:'s| is| the \w+ is)|waiting (?:for|on)|still no|haven't (?:had|received|got)|not (?:received|had|got)|missing|claim|or|chasing|when (?:will|do|can) (?:i|we) (?:get|have|receive|expect)|no sign of|send me|process) (?:a |my|my full|a full|the|that|your|our|full|some|any|for a|for my|me a| )*(?:refund|money back|compensation|deposit back)\b/,
    unless:
      /\bif (?:i|we) (?:cancel|can't|need to cancel|don't|have to)\b|\brefund policy\b|\bif (?:it|that) (?:doesn't|gets)/,
  },
  {
    code: 'refund',
    severity: high,
    hit: /\b(?:refund me|my money back|my (?:full )?refund (?:hasn't|is(?:n't)?|has|still|never|please|now|back)|refund (?:is missing|hasn't|isn't|not (?:showing|here|received)|still|never|right now|today|immediately)|full refund|money (?:hasn't been|still hasn't) (?:refunded|returned|come back)|(?:how|who) (?:do|can) i (?:ask|apply|claim|get|request)(?: for)? (?:a |my )?(?:refund|money back))\b/,
    unless:
      /\bif (?:i|we) (?:cancel|can't|need to cancel|don't|have to)\b|\b(?:do|can|will|would) (?:i|we|you) (?:still )?(?:get|give|offer|do) (?:a |my )?(?:full )?(?:refund|money back)s? (?:if|when|for cancel)|\brefund policy\b|\bthanks? (?:for|you).{0,20}refund/,
  },
  {
    code: 'refund',
    severity: high,
    hit: /\b(?:my|the|that|a) refund\b.{0,40}\b(?:isn't|hasn't|haven't|not|still|showing|arrived|yet|missing)\b|\b(?:awaiting|finally|can't (?:find|see)|why (?:did|have|has|is|isn't)|what happened (?:to|with)|when (?:will|is|can)|where (?:is|'s)|supposed to have)\b.{0,40}\brefund(?:ed)?\b/,
    unless: /\bif (?:i|we)\b|\bpolicy\b/,
  },
  {
    code: 'fury',
    severity: high,
    hit: /\b(?:furious|livid|fuming|disgusted|appalled|outraged|disgraceful|disgrace|unacceptable|outrageous|horrendous|appalling|atrocious|disgusting|shameful|vile|shambles|diabolical|absolute joke|(?:a|complete|total|bloody) joke|thieves|scammers|con artists?|rip.?off|daylight robbery|robbed|absolutely awful|worst (?:\w+ )?(?:ever|i've ever|of my life|in years|experience|service|place|salon|haircut|meal|cut)|(?:the|your) worst (?:hair ?cut|service|meal|experience|salon))\b/,
    unless:
      /\b(?:looks?|feels?|roots?|hair|nails|feet|brows|grey|regrowth|state) (?:is|are|look(?:s|ing)?|so|really|absolutely)?\s*(?:\w+ )?(?:disgusting|horrendous|appalling|shameful|a disgrace|diabolical)\b(?!.*\b(?:you|your)\b)|\bworst (?:bit|part|time|case|hangover|day|week|hair day)\b|\bno joke\b|\b(?:tell|know|hear|got|give|another|dad|with|about|for|of) (?:me |us )?(?:a|any|the) joke\b|\bmy (?:\w+ )?(?:are|is) (?:a |an )?(?:disgrace|shambles)\b|\bin (?:a )?shambles\b/,
  },
  {
    code: 'abuse',
    severity: high,
    hit: /\b(?:staff|manager|receptionist|waiter|waitress|stylist|therapist|barber|owner|she|he|they|girl|guy|woman|man|bloke|lady|someone|nurse|dentist|you|your \w+)(?: \w+){0,4} (?:rude|racist|sexist|homophobic|aggressive|abusive|laughed at|shouted at|swore at|insulted|mocked|humiliated|ignored me|creepy|inappropriate|unprofessional)\b|\b(?:rude|racist|sexist|abusive|unprofessional) (?:to (?:me|us|my)|staff|manager|receptionist|waiter|service|attitude|behaviour)\b|\b(?:discriminated|humiliated|violated|felt (?:so |really |very )?uncomfortable|made me (?:feel )?(?:really |so |very )?(?:uncomfortable|cry))\b|\b(?:carried on|didn't stop|kept going|didn't listen) .{0,20}\b(?:stop|hurt|pain)|\bhurt (?:me|so much|a lot) and\b/,
    unless:
      /\b(?:don't (?:want|mean) to (?:be|sound)|not (?:being|to be)|hope (?:that|this) (?:isn't|doesn't)|would it be|is it|sorry (?:if|to)|if (?:i|that) (?:was|sounded|seemed)|sounded|sound|i was) (?:\w+ )?rude\b/,
  },
  {
    code: 'hygiene',
    severity: high,
    hit: /\b(?:hair|glass|plastic|insect|fly|bug|maggot|cockroach(?:es)?|slug|metal|plaster|mould|fingernail|stone|wire) in (?:my|our|the|his|her) (?:\w+ )?(?:food|salad|soup|meal|drink|pasta|burger|dessert|coffee|curry|dinner|pie|sandwich|chips|rice)\b|\b(?:mouse|mice|rats?|cockroach(?:es)?|bed ?bugs) (?:in|on|crawling|running|by|under)\b|\braw (?:chicken|pork|in the middle)|\b(?:chicken|pork|burger|sausages?) (?:was|is|were) (?:still )?(?:raw|pink)\b|\bblood on (?:the|your|my) (?:towel|sheet|bed|chair|tools)|\b(?:dirty|unclean|unsterili[sz]ed|used) (?:tools|needles?|files|wax|instruments|blades?)\b|\bdouble dipp|\benvironmental health\b|\btrading standards\b/,
    unless: /\b(?:i'm|i am|works? (?:for|at)) .{0,12}(?:environmental health|trading standards)/,
  },
  {
    code: 'no_show_by_venue',
    severity: high,
    hit: /\b(?:nobody|no one|no-one|noone) (?:turned up|showed up|was there|came|let us in|opened)\b|\byou (?:never|didn't) (?:turn(?:ed)? up|show(?:ed)? up)\b|\b(?:stylist|makeup artist|therapist|barber|driver) (?:never|didn't) (?:turn(?:ed)? up|show(?:ed)?|come|came)\b|\b(?:you|you've|your \w+)(?: have)? (?:forgot(?:ten)?|lost|cancelled|messed up|moved|given away|gave away) (?:my|our|on me|on us)(?: \w+){0,3}(?: again| twice|two days before|an hour before|last minute| table)|\b(?:second|third|fourth|2nd|3rd|4th) time (?:you(?:'ve| have)?|this has|it's|that you|now)\b/,
    unless:
      /\bif you(?:'ve)? (?:have )?(?:moved|cancelled|lost)\b|\bsecond time (?:you(?:'ve| have)?) (?:done|coloured|cut) my\b.*\b(?:love|great|amazing)/,
  },
  {
    code: 'unhappy',
    severity: low,
    hit: /\b(?:not|n't|isn't|wasn't|aren't|never been so|far from|less than|very un|really un|so un|un)(?: (?:very|really|at all|too|that|totally|entirely|completely|best|all that|so|particularly|over|overly|been))* ?(?:happy|pleased|impressed|satisfied) (?:with|about|at all|by|how|and|tbh|that|$)/,
    unless:
      /\b(?:if (?:i'm|i am|you're|you are|she's|they're|we're)|in case (?:i'm|you're)|(?:own|natural|new|current|wedding) (?:hair|brows|nose|nails)|my (?:skin|body|weight|smile|teeth|lips|nose|wrinkles|natural|grey|roots))\b/,
  },
  {
    code: 'unhappy',
    severity: low,
    hit: /\b(?:very|really|so|bit|little|quite|pretty|extremely|bitterly|majorly|am|i'm|was|were|left|feel|feeling|hugely|honestly)(?: \w+)? (?:disappointed|unhappy|dissatisfied|let down|upset|annoyed|frustrated)\b|\bdisappoint(?:ing|ment)\b|\b(?:unhappy|dissatisfied|frustrating|frustrated) (?:with|about|by)\b|\b(?:this|that|it) is (?:so |really |very )?(?:frustrating|annoying|ridiculous)\b/,
    unless:
      /\b(?:hope|don't want|won't|will) (?:\w+ ){0,3}(?:be |to be |get )?(?:disappointed|disappoint)|\bnever disappoint|\bnot disappointed|\b(?:my|the) (?:daughter|son|mum|kids?|dog) (?:was|is|will be|were) (?:\w+ )?(?:disappointed|upset)(?: (?:she|he|they|to|that) (?:missed|couldn't|can't))|\b(?:frustrat\w+|unhappy|annoyed|upset) (?:with|about|by) (?:my|the) (?:own |grey |thin |frizzy |skin|weight|acne|wrinkles|regrowth)|\bi don't disappoint/,
  },
  {
    code: 'colour_wrong',
    severity: low,
    hit: /\b(?:my|the|her) (?:\w+ )?(?:colour|hair|toner|balayage|blonde|highlights|roots|ends|fringe|tan|brows|tint|bleach)(?: \w+){0,2} (?:has |have |is |are |'s |all )?(?:gone|went|turned|come out|came out|gone all|turning|going) (?:\w+ ){0,2}(?:green|orange|brassy|yellow|ginger|patchy|purple|pink|grey|muddy|streaky|blue|stripy|red|too dark|too light|wrong|blotchy|black)/,
    unless:
      /\b(?:from (?:the )?(?:pool|chlorine|swimming|sun|sea)|swimming|chlorine|going grey|gone grey|turning grey|want (?:it|my)|like it|love)\b/,
  },
  {
    code: 'poor_result',
    severity: low,
    hit: new RegExp(
      `\\b(?:my|the|one of my|two of my|three of my|some of my|half my|^) ?(?:\\w+ )?${VENUE_WORK.replace('meal|food|', '')}(?: \\w+){0,3} (?:chipped|lifting|lifted|peeled|peeling|fallen off|fell off|falling out|fallen out|come off|came off|popped off|dropped out|uneven|wonky|lopsided|patchy|streaky|crooked|too short|all bumpy)\\b(?:.{0,30}\\b(?:already|after|only|day|days|week|yesterday|today|hours|since|back|can you|fix(?:ed|ing)?|at the)\\b|$|[.!,])`,
    ),
    unless:
      /\b(?:i'm|it's been|been|after|over|nearly|about) (?:\w+ )?(?:3|4|5|6|7|8|three|four|five|six|seven|eight) weeks|\b(?:naturally|always|natural)\b|\bmonths?\b/,
  },
  {
    code: 'poor_result',
    severity: low,
    hit: /\b(?:not|isn't|wasn't|nothing like|n't) (?:at all )?(?:what|how|the (?:cut|colour|style|shade|length|one)) (?:i|we)(?:'d)? (?:asked|ordered|wanted|agreed|paid|booked|showed|expected)(?! to (?:ask|know|say|book))|\b(?:nothing like|not as) (?:described|advertised|the (?:photo|picture|pic))|\b(?:cut|took|chopped) (?:it |my \w+ )?(?:way |far |much )?(?:too (?:short|much)|\d+ inches off|off too much)\b|\b(?:isn't|not|n't) good enough\b/,
    unless:
      /^(?:no,? )?that(?:'s| is| was|'s not| isn't| wasn't)(?: not)? what i (?:asked|wanted|meant|said)(?: for)?[.!]*$|\bnot sure (?:what|how)\b|\bdon't know (?:what|how)\b/,
  },
  {
    code: 'wait',
    severity: low,
    hit: /\b(?:waited|waiting|kept waiting|left waiting|left standing|wait)\b.{0,25}\b(?:an hour|half an hour|\d+ (?:mins?|minutes|hours?)|hours|ages|forever|over an hour|so long|until)\b.{0,60}\b(?:for|and|past|no one|nobody|apolog|still|to be|before|my)\b|\b(?:appointment|table|booking) was (?:meant|supposed|for|at)\b.{0,30}\b(?:waited|didn't|wasn't|until|late)\b|\bno ?(?:one|body) (?:apologi[sz]ed|said sorry|came to serve|served us|answers|called me back|got back to me)\b/,
    unless: /\b(?:happy to wait|can wait|can i wait|how long|is there a wait|i'll wait|will i|do i)\b/,
  },
  {
    code: 'food',
    severity: low,
    hit: /\b(?:food|meal|steak|soup|chips|pizza|burger|coffee|roast|dinner|starters?|mains?|breakfast|pasta|chicken|fish|eggs|curry)(?: \w+)? (?:was|were|is|came|arrived|came out) (?:\w+ )?(?:stone |freezing )?(?:cold|burnt|overcooked|undercooked|bland|inedible|disgusting|awful|terrible|horrible|soggy|dry|off|tasteless|rubbery|wrong)\b/,
  },
  {
    code: 'broken',
    severity: low,
    hit: /\b(?:wi-?fi|wireless|tv|telly|shower|hair ?dryer|air ?con(?:ditioning)?|ac|heating|treadmills?|sauna|phone in (?:my|the|our) room|lift|toilet|kettle|hot tub|jacuzzi|steam room)(?: in \w+ \w+)?(?: \w+){0,3} (?:broken|not working|isn't working|doesn't work|stopped working|dead|out of order|hasn't been working|never works|keeps (?:crashing|cutting|dropping)|not been working)\b/,
    unless: /\bis (?:the|your) .{0,20}(?:still )?(?:broken|out of order)\?/,
  },
  {
    code: 'dirty',
    severity: low,
    hit: /\b(?:room|table|floor|towels?|toilets?|bathroom|changing rooms?|sheets|bed|pool|chairs?|cutlery|glasses|salon|place|kitchen)(?: \w+)? (?:was|were|is|are|felt|smells?|smelt|smelled) (?:\w+ )?(?:dirty|filthy|disgusting|grubby|sticky|unclean|not clean|mouldy|smelly|a mess)\b/,
    unless: /\bmy (?:\w+ )?(?:room|bathroom|kitchen|floor)\b/,
  },
  {
    code: 'complain',
    severity: high,
    hit: /\b(?:(?:make|want|like|need|wish|have|lodge|raise|file|register) (?:to (?:make|raise|lodge|file) )?(?:a |an |official |formal )*complaint|want to complain|need to complain|like to complain|wish to complain|complain (?:to|about)|who (?:do|can) i complain|complaints (?:procedure|department|email)|formal complaint|(?:one|1|zero|0|bad|terrible|negative) ?-?star review|leav(?:e|ing) (?:you )?a (?:bad|terrible|negative|one star|1 star|awful) review|never (?:coming|going|be|come|using|eating) (?:back|again|you)|won't be (?:coming )?back|not (?:coming|going) back|never again|lost a customer|taking my (?:business|custom) elsewhere)\b/,
    unless:
      /\bnever (?:again )?(?:drinking|doing my own|letting my|cutting my own|use(?:d)? box)|\bwon't be back (?:until|till|in|from|before|home)|\bnot (?:coming|going) back (?:to work|until|till|home|to (?:brown|dark|black|blonde))\b/,
  },
  {
    code: 'swearing',
    severity: high,
    hit: /\b(?:f+u+c+k\w*|f\*+\w*|fkin\w*|bullshit|piss ?take|taking the piss|pissed off|bastards?|arseholes?|assholes?|cunts?|wankers?|bitch(?:es)?|load of (?:shit|crap)|(?:bloody|fucking|absolutely|completely|totally) (?:useless|stupid|ridiculous|rubbish|awful|terrible))\b/,
    unless:
      /\b(?:fuck(?:ing)? (?:yes|yeah|love|amazing|brilliant|great|gorgeous)|love (?:it|you|my)|looks? (?:fucking )?(?:amazing|great))\b/,
  },
  {
    code: 'poor_service',
    severity: low,
    hit: /\b(?:terrible|awful|poor|rubbish|shocking|appalling|dreadful|horrible|bad|crap|useless|shit|disgraceful|pathetic|lousy) (?:\w+ )?(?:service|experience|treatment|hair ?cut|cut|colour job|job|attitude|customer (?:service|care)|staff|company|place|salon|restaurant|food|meal|massage|facial)\b|\b(?:service|experience|hair ?cut|massage|facial|food|staff|company|place|job)(?: \w+){0,3} (?:was|is|were|are) (?:\w+ )?(?:terrible|awful|poor|rubbish|shocking|dreadful|horrible|bad|crap|useless|shit|pathetic|horrific)\b|\bwaste of (?:my )?(?:time|money)\b|\bthanks for nothing\b/,
    unless:
      /\b(?:fix|correct|repair|rescu|sort)\w*(?: out)? (?:a |my |this |some )*(?:bad|terrible|awful|botched)|\b(?:had|after|got|have) (?:a |an )?(?:bad|terrible|awful|rubbish|poor) (?:hair ?cut|cut|colour job|experience|job|bleach job) (?:from|at|with|by|in|on holiday|abroad|before)\b|\bwon't be a waste\b|\bdon't want to waste\b/,
  },
  {
    code: 'sarcasm',
    severity: low,
    hit: /\b(?:great|nice|good|lovely|fantastic|brilliant|amazing|wow|well done|excellent|cheers)(?: \w+){0,3} (?:job|work|service|one)?,? ?(?:guys|lads|ladies|again|everyone|then|team)?[,.!]* ?(?:.{0,25})\b(?:wonky|bald|orange|uneven|only lasted|fell off|waited (?:an hour|\d+)|charged me twice|crooked|lopsided|for wasting|for ruining)\b/,
  },
]
