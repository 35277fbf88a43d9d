-- withdraw: end one notice for ever.
-- KEYS[1..4]  see common
-- ARGV[1] now if simulated, else 0    ARGV[2] lane   ARGV[3] number
-- returns  "OK", "LEASED" while it is being sent, "ABSENT" if it is not waiting
-- Atomic: it leaves the lane and joins the done set in one step.
-- Safe to repeat: a repeat says ABSENT.
local now, lane, number = read_clock(ARGV[1]), ARGV[2], ARGV[3]
if not (now and number and endpoint_of(lane)) then
    return redis.error_reply('ERR withdraw: bad argument')
end
local score = tonumber(redis.call('ZSCORE', lane_key(lane), number) or nil)
if not score then return 'ABSENT' end
local token = read_flight(redis.call('HGET', flight, field_of(lane, number)))
if is_leased(lane, token, score, now) then return 'LEASED' end
redis.call('SADD', done_key(lane), number)
forget(lane, number)
refresh(lane)
return 'OK'
