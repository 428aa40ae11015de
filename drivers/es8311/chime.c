#include "chime.h"

#include <math.h>
#include <stddef.h>

#define PI 3.14159265f

/** A note at full volume begins with this amplitude, so that two and their overtones fit 16 bits. */
#define LOUDEST 10000.0f

/** A note swells and is faded out within so many milliseconds, lest it clicks. */
#define ATTACK_MILLISECONDS 3
#define RELEASE_MILLISECONDS 12

/** A note: from when to when, in milliseconds; its pitch in Hz; and in how many ms it falls to a third. */
typedef struct {
	uint16_t start;
	uint16_t end;
	uint16_t decay;
	float frequency;
} note_t;

typedef struct chime_score {
	const note_t *notes;
	uint32_t count;
} score_t;

/** What a note is made of: multiples of its pitch, how loud, and how much faster than the note they fade. */
static const struct {
	float multiple;
	float amplitude;
	float fading;
} partials[] = {{1.0f, 1.0f, 1.0f}, {2.0f, 0.25f, 2.0f}, {3.01f, 0.12f, 4.0f}};

#define PARTIALS (sizeof partials / sizeof partials[0])

static const note_t ding_dong[] = {{0, 1100, 380, 659.26f}, {550, 2000, 450, 523.25f}};
static const note_t ding[] = {{0, 1200, 380, 659.26f}};
static const note_t alarm[] = {{0, 200, 1000, 880.0f}, {200, 400, 1000, 1174.66f}, {400, 600, 1000, 880.0f},
    {600, 800, 1000, 1174.66f}, {800, 1000, 1000, 880.0f}, {1000, 1200, 1000, 1174.66f},
    {1200, 1400, 1000, 880.0f}, {1400, 1600, 1000, 1174.66f}};

static const score_t scores[CHIMES] = {
    [CHIME_DING_DONG] = {ding_dong, sizeof ding_dong / sizeof ding_dong[0]},
    [CHIME_DING] = {ding, sizeof ding / sizeof ding[0]},
    [CHIME_ALARM] = {alarm, sizeof alarm / sizeof alarm[0]},
};

static uint32_t duration_of(const score_t *score) {
	return score->notes[score->count - 1].end;
}

static int32_t samples_of(const chime_t *chime, uint32_t milliseconds) {
	return (int32_t)(chime->sampleRate * milliseconds / 1000);
}

void chime_initialize(chime_t *chime, uint32_t sampleRate) {
	*chime = (chime_t){.sampleRate = sampleRate};
}

uint32_t chime_start(chime_t *chime, chime_sound_t sound, int volume) {
	/* The ear hears half the loudness at about a quarter of the amplitude. */
	chime->amplitude = LOUDEST * (float)(volume * volume) / (100.0f * 100.0f);
	chime->score = &scores[sound];
	chime->position = 0;
	return duration_of(chime->score);
}

void chime_stop(chime_t *chime) {
	chime->score = NULL;
}

/** How much of a note is heard at a moment, beside its decay: 0 to 1. Both in samples. */
static float envelope(const chime_t *chime, int32_t moment, int32_t length) {
	float attack = (float)moment / (float)samples_of(chime, ATTACK_MILLISECONDS);
	float release = (float)(length - moment) / (float)samples_of(chime, RELEASE_MILLISECONDS);
	return fminf(1.0f, fminf(attack, release));
}

static int16_t add(int16_t sample, float value) {
	float sum = (float)sample + value;
	return (int16_t)(sum > INT16_MAX ? INT16_MAX : sum < INT16_MIN ? INT16_MIN : sum);
}

/**
 * Adds one partial of a note from its sample `moment` on. A decaying sine is a recurrence of two
 * multiplications; sine and exponential are needed for its first two samples only.
 */
static void mix_partial(const chime_t *chime, const note_t *note, size_t partial, int32_t moment,
    int16_t *samples, int32_t count) {
	float rate = (float)chime->sampleRate;
	float turn = 2 * PI * note->frequency * partials[partial].multiple / rate;
	float fade = expf(-partials[partial].fading * 1000.0f / ((float)note->decay * rate));
	float loudness = chime->amplitude * partials[partial].amplitude * powf(fade, (float)moment);
	/* The phase is reduced before the sine, which has only so many digits. */
	float phase = fmodf(turn * (float)moment, 2 * PI);
	float before = loudness / fade * sinf(phase - turn);
	float value = loudness * sinf(phase);
	float forward = 2 * fade * cosf(turn);
	float backward = fade * fade;
	int32_t length = samples_of(chime, note->end - note->start);
	for (int32_t index = 0; index < count; index++) {
		samples[index] = add(samples[index], value * envelope(chime, moment + index, length));
		float next = forward * value - backward * before;
		before = value;
		value = next;
	}
}

static void mix_note(const chime_t *chime, const note_t *note, int16_t *samples, int32_t count) {
	int32_t moment = (int32_t)chime->position - samples_of(chime, note->start);
	int32_t length = samples_of(chime, note->end - note->start);
	int32_t first = moment < 0 ? -moment : 0;
	int32_t last = length - moment < count ? length - moment : count;
	if (first >= last)
		return;
	for (size_t partial = 0; partial < PARTIALS; partial++)
		mix_partial(chime, note, partial, moment + first, samples + first, last - first);
}

void chime_mix(chime_t *chime, int16_t *samples, uint32_t count) {
	if (chime->score == NULL)
		return;
	for (uint32_t index = 0; index < chime->score->count; index++)
		mix_note(chime, &chime->score->notes[index], samples, (int32_t)count);
	chime->position += count;
	if (chime->position >= (uint32_t)samples_of(chime, duration_of(chime->score)))
		chime_stop(chime);
}
