-- begin_revision: put a new plan of a campaign in force, if nobody else has meanwhile.
-- KEYS[1] outreach:campaign:<id>  hash  revision, digest, text
-- ARGV[1] revision that the caller has seen, 0 for none   ARGV[2] digest   ARGV[3] campaign text
-- returns  {"OK", new revision}; {"EQUAL", revision} if this digest is in force already;
--          {"STALE", revision} if another digest has come since
-- Atomic: compare and set. Takes the place of common: this key stands in a slot of its own.
-- Safe to repeat: a repeat answers EQUAL.
local seen, digest = tonumber(ARGV[1]), ARGV[2]
if not (seen and digest and ARGV[3]) then
    return redis.error_reply('ERR begin_revision: bad argument')
end
local record = redis.call('HMGET', KEYS[1], 'revision', 'digest')
local revision = tonumber(record[1] or '0')
if record[2] == digest then return {'EQUAL', revision} end
if revision ~= seen then return {'STALE', revision} end
redis.call('HSET', KEYS[1], 'revision', string.format('%d', revision + 1), 'digest', digest,
           'text', ARGV[3])
return {'OK', revision + 1}
