import { script } from '../redis/script.ts';

/**
 * Counts against all windows or against none. Their time is the server's, in which they end for all nodes at once.
 *
 * `ARGV`: the calls; then for each key how many are allowed, the length of a window in ms, the calls to add that a node allowed while it
 * could not ask, and the calls and ms left of the window that the node remembers, in case the server has forgotten it.
 * Returns for each key its calls with these, and the ms left.
 */
export const TAKE = script(`
local calls = tonumber(ARGV[1])
local used, left, within = {}, {}, true
for i, key in ipairs(KEYS) do
  local at = i * 5 - 3
  local most, owed = tonumber(ARGV[at]), tonumber(ARGV[at + 2])
  used[i] = tonumber(redis.call('GET', key) or nil)
  if used[i] then
    left[i] = redis.call('PTTL', key)
    if left[i] < 0 then
      left[i] = tonumber(ARGV[at + 1])
      redis.call('PEXPIRE', key, left[i])
    end
    if owed ~= 0 then used[i] = redis.call('INCRBY', key, owed) end
  elseif ARGV[at + 3] ~= '0' then
    used[i], left[i] = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
    redis.call('SET', key, used[i], 'PX', left[i])
  end
  within = within and (used[i] or 0) + calls <= most
end
local uses = {}
for i, key in ipairs(KEYS) do
  local length = ARGV[i * 5 - 2]
  if not used[i] then
    used[i], left[i] = 0, tonumber(length)
    if within then redis.call('SET', key, calls, 'PX', length) end
  elseif within then
    redis.call('INCRBY', key, calls)
  end
  uses[#uses + 1] = used[i] + calls
  uses[#uses + 1] = left[i]
end
return uses
`);

/** Returns for each key its calls and the ms left of its window, or 0 and 0. */
export const LOOK = script(`
local uses = {}
for _, key in ipairs(KEYS) do
  local used = redis.call('GET', key)
  uses[#uses + 1] = tonumber(used or 0)
  uses[#uses + 1] = used and math.max(0, redis.call('PTTL', key)) or 0
end
return uses
`);

/** Notes that a node is there, and returns how many were in the last half minute. */
export const BEAT = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 30000)
redis.call('PEXPIRE', KEYS[1], 60000)
return redis.call('ZCARD', KEYS[1])
`);

/** Takes back `ARGV[1]` calls in windows that are open, down to 0. */
export const GIVE_BACK = script(`
for _, key in ipairs(KEYS) do
  local used = tonumber(redis.call('GET', key) or 0)
  if used > 0 then redis.call('DECRBY', key, math.min(used, tonumber(ARGV[1]))) end
end
`);
