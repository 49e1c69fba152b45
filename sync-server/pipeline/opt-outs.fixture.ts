/** More than two hundred ways of asking for no more texts, none of them a carrier keyword: as people write, with their spelling. */
export const OPT_OUT_PARAPHRASES: readonly string[] = `
STOP. How much is a trim?
How much is a trim? Stop
stop - are you open today
STOP STOP how much is a trim
stop how much is a trim
ok stop now. how much are gel nails
unsubscribe, are you open Sunday
how much is a trim, opt out
are you open today? end
arrêt, how much is a trim
stopp! how much is a trim
stp
sotp
stpo
ztop
stoo
STO P
stp please
stp texting me
stip how much is a trim?
sotp. how much is a trim
stpo are you open today
sтop
stpall
unsubscibe
unsubscrbe
UNSUBCRIBE me please
can you unsuscribe my number
cancle
qiut
opt uot
how much is a trim 🛑
✋ stop
停止
退订
отпишите меня
не пишите мне больше
لا ترسل لي رسائل
dejen de escribirme
no me escriban más
ne m'écrivez plus
bitte keine nachrichten mehr
przestańcie do mnie pisać
please stop texting me
Stop texting me.
stop txting me pls
can you stop texting me please
could you please stop sending me texts
pls stop sending msgs
stop sending these
stop with the texts
stop the messages please
stop messaging me
STOP MESSAGING ME!!!
will you stop texting this number
I said stop texting
I've asked you to stop texting me
how do I stop these texts
how do i stop getting these messages
how can I stop receiving your texts
make it stop, no more texts
enough texts now
enough with the messages
enough of these texts please
no more texts
no more messages please
no more msgs thank you
no more marketing
no more sms
no more of these texts please
no further texts please
no further messages, thank you
no texts please
please no more
don't text me
dont text me again
Do not text me again
do not text this number again
don't message me any more
dont msg me
never text me again
never contact me again
please never message this number again
don't contact me
do not contact me anymore
Please do not contact me in future
don't send me any more texts
dont send me anything else
do not send me any more messages
please don't send me these
don't send any more messages to this number
stop contacting me
stop bothering me
stop harassing me
stop spamming me
this is spam, stop
quit texting me
quit spamming my phone
cease all contact
cease texting
leave me alone
just leave me alone please
please leave this number alone
lose my number
forget my number
delete my number
delete my number please
please delete my details
delete me from your system
delete me off your list
remove me
remove me please
please remove me from your list
remove me from your mailing list
remove my number
remove my number from your system
remove my details from your database
please remove this number
remove this number from your list
take me off your list
take me off the list
take me off this list please
take me off your texting list
take my number off your list
pls take my number off ur list
take this number off your system
get me off this list
get me off your mailing list
strike me off your list
cross me off your list please
drop me from your list
scrub my number from your records
wipe my number from your phone
erase my number please
unsubscribe me
please unsubscribe
unsubscribe from all
I want to unsubscribe
I'd like to unsubscribe please
how do I unsubscribe
how do i unsubscribe from this
can you unsubscribe me
unsubscribe this number
un-subscribe me
unsub me
unsub please
I want to opt out
opt me out
opt out please
please opt me out of texts
I am opting out
I'd like to opt out of these messages
opting out of marketing
how do I opt out
can I opt out of the texts
I wish to opt out of all communication
I withdraw my consent
I withdraw consent to be contacted
I'm withdrawing my consent to texts
I revoke my consent to be texted
you no longer have my permission to text me
you do not have my permission to text me
you don't have permission to contact me
I did not give you permission to text me
I never gave you permission to text
I no longer want to receive your texts
i no longer want your texts
I no longer wish to receive messages
I no longer wish to be contacted
i no longer want to hear from you
I don't want to receive any more texts
I don't want these texts
I don't want your messages
i dont want these messages anymore
i dont want any more texts from you
I do not want to be texted
I do not wish to be contacted
I don't want to be messaged again
I don't want to hear from you
i dont want to hear from u again
don't want texts
dont want any texts thanks
I don't need these texts any more
i don't need your reminders
I do not need any more messages from you
not interested, stop texting
not interested please remove me
not interested in your texts
not interested in receiving messages
I'm not interested in any more texts
I never signed up for these texts
I didn't sign up for this
I did not sign up for your messages
never subscribed to this
I didn't subscribe to these texts
I never asked for these messages
I didn't ask to be texted
I didn't ask for texts
I never agreed to get texts
I did not consent to marketing texts
stop all marketing
can you stop all marketing messages
stop the marketing texts
stop the promotional texts
please stop the promos
stop sending offers
stop sending me offers please
no more offers please
no more promotions
no more promo texts
turn off the texts
turn these messages off
switch off the texts please
turn off notifications to this number
end these messages
end the texts please
cancel the texts
cancel these messages please
cancel my subscription to these texts
cancel text alerts
please discontinue these messages
discontinue texting this number
block me from your texts
stop blowing up my phone
stop filling my phone with messages
you keep texting me, please stop
you text too much, stop it
I've had enough of your texts
sick of these texts
sick of getting your messages
fed up with your texts
fed up of these messages, stop
I'm tired of your texts
too many texts, please stop
too many messages, take me off
why do you keep texting me, stop
why are you still texting me after I said stop
I asked you not to text me
I told you not to contact me
I asked to be removed from your list
I have asked to be taken off your list
please can I be taken off the list
can I be removed from your texts
could I be taken off your messages
I'd rather not get these texts
I'd rather not receive messages from you
I would prefer not to be contacted
I'd prefer no more messages
please refrain from texting me
kindly stop messaging
kindly remove me from your contacts
kindly refrain from contacting me
please respect my wishes and stop texting
make sure I get no more texts
put me on your do not contact list
put me on the do not text list
add me to your do not contact list
do not disturb me again
please dont bother me again
I'd like you to stop texting
would you mind not texting me
could you not text me anymore
please cease and desist messaging
I want these texts to stop
these messages need to stop
this needs to stop, no more texts
can the texts stop
please stahp texting me
stop text
stop pls
Stop thanks
stop all
stop all texts
end texts
quit it with the messages
you've got the wrong person, remove this number
i am not your customer, stop messaging
wrong number stop texting
who is this? stop texting me
this is harassment stop
I will report you if you text again
do not ever text me again
dnt txt me
dont txt me no more
no more txts plz
I'm done with these messages
done getting your texts
not wanting any more texts
I've unsubscribed before
I already said unsubscribe
asked to unsubscribe twice
please take me out of your contacts
I want off this list
let me off this list
please get rid of my number
get rid of my details
bin my number
please don't use this number again
don't use my number for marketing
I don't consent to these texts
I do not consent to being texted
I object to marketing
I object to direct marketing
gdpr request: delete my data
please erase my data
exercise my right to object to marketing texts
do not solicit
no solicitation
kindly desist
kill the messages
mute these texts
cut it out with the texts
knock it off with the texts
please could I not receive these
I'd like to not receive these
I wish to stop receiving these messages
I'd like these to stop
how do I get off this list
how do I get these to stop
`
  .trim()
  .split('\n')

/** What only sounds like it: about other texts, other lists, other stops. */
export const NO_OPT_OUTS: readonly string[] = `
can you text me when my table is ready
shop how much is a trim
step cut please
top!
quite
Sop
subscribe me
please text me the address
don't text my old number, use this one
please don't text before 9am
don't call me I'm at work, text me
can you stop the reminder for Friday as I've cancelled
no reminder text came through
I didn't get a reminder
never got your message
did you get my message
I don't want to miss my appointment
I don't want a fringe
don't want too much off
no more than 2 inches off please
no more layers please
enough time for a blow dry?
I no longer need the appointment
I no longer want the 3pm slot
I don't need a patch test do I
can you remove my gel nails
take me off the waiting list
can I be removed from the cancellation list
how do I remove the polish
lose my place in the queue?
stop in for a coffee
where do I stop, at the church or the bank?
can I end the week with a blow dry?
cancel the 3pm please
cancel my 3pm
non-stop service?
which bus stop is nearest
do you stop serving at 9
when do you stop taking bookings
can we end at 4
cancel my appointment please
please cancel my booking
cancel the table for 4
turn off at the lights?
turn left at the church?
I'm sick and can't come
sick today, need to cancel
fed up of my hair colour, what can you do
tired of my fringe
bored of my blonde
too many highlights last time
not interested in the facial, just the massage
I'd rather not have the bleach
I would prefer no fringe
I'd prefer not to wait
never had a perm before
I didn't ask for a fringe
didn't sign up for the class yet, can I still
I didn't agree to that price
do I have to give consent for my daughter
do you need parental consent
have you got offers on
any promotions this month?
do you send reminders
will I get a reminder text
can I get text reminders please
message me if anything comes up
please contact me tomorrow
leave me a slot if you can
please leave it with me
leave the colour in
delete my 3pm booking and keep the 4
I want out of Friday's appointment
can you drop me a text
drop me a message when ready
send me the link please
don't send the blue one
send me texts about offers please
stop it you're making me blush
haha stop
I can't stop thinking about that balayage
can you make it stop frizzing
my phone died so missed your message
sorry for all the texts
sorry too many messages lol
no texts needed just call me
opt for the full head
I'd opt for highlights
subscribe me to your newsletter
no reminders needed thanks
no further questions thanks
no more questions
don't bother with the toner
don't bother me with the details just book it
don't disturb the baby haha
please get me in for Friday
get me on your list
put me on your list
add me to the waiting list
contact details please
what's your contact number
end of the week any good?
do not contact my husband, it's a surprise
don't text my husband please it's a surprise
stop by after work
`
  .trim()
  .split('\n')
