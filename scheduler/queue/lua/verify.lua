-- verify: count and xor of the numbers of one lane, to compare with what the plan says.
-- KEYS[1..4]  see common
-- ARGV[1] lane   ARGV[2] offset of the page   ARGV[3] length of the page (<= 256)
-- returns  {all in the lane, all in its done set, xor of the page: high 32 bits, low 32 bits}
-- Atomic: one page; compare only pages read without a change between them.
-- Safe to repeat: changes nothing.
local lane, offset, length = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
if not (offset and length and endpoint_of(lane)) or length > 256 then
    return redis.error_reply('ERR verify: bad argument')
end
local high, low = 0, 0
for _, number in ipairs(redis.call('ZRANGE', lane_key(lane), offset, offset + length - 1)) do
    local n = tonumber(number)
    high = bit.bxor(high, math.floor(n / 4294967296))
    low = bit.bxor(low, n % 4294967296)
end
if low < 0 then low = low + 4294967296 end
return {redis.call('ZCARD', lane_key(lane)), redis.call('SCARD', done_key(lane)), int(high), int(low)}
