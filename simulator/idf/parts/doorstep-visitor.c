#include "doorstep-visitor.h"

#include <math.h>
#include <stdbool.h>

/** Seconds from one visitor to the next, and when a visitor has arrived, rings, waves, turns and is gone. */
#define PERIOD 40.0
#define ARRIVED 9.0
#define RINGS 10.0
#define RUNG 12.5
#define WAVES 15.0
#define WAVED 18.0
#define TURNS 24.0
#define GONE 33.0

typedef struct {
	uint32_t coat, coat_shade, trousers, skin, hair;
	bool has_hat, has_parcel;
} looks_t;

static const looks_t everybody[] = {
    {0xC23B32, 0x9A2C26, 0x2E3A52, 0xE8B998, 0x4A3020, false, true},
    {0x2F6C9E, 0x24557E, 0x3A3632, 0x9A6444, 0x1C1614, true, false},
    {0xD9A12E, 0xB38222, 0x44506A, 0xF0C8A8, 0xB87838, false, false},
    {0x3E7A52, 0x2F6040, 0x2A2A30, 0xC48A60, 0x2A201A, true, true},
};

/** Where the figure stands, how large it is, and what it does. */
typedef struct {
	float x, y, size;
	float step;
	float ring, wave, look;
	bool is_leaving;
} pose_t;

static float smooth(double value, double from, double to) {
	double part = (value - from) / (to - from);
	part = part < 0 ? 0 : part > 1 ? 1 : part;
	return (float)(part * part * (3 - 2 * part));
}

/** The parts of a figure are placed from its feet up, in units of its size: a figure is 330 of them high. */
static float across(const pose_t *pose, float x) {
	return pose->x + x * pose->size;
}

static float up(const pose_t *pose, float y) {
	return pose->y - y * pose->size;
}

static void limb(canvas_t *canvas, const pose_t *pose, float x0, float y0, float start, float x1, float y1,
    float end, uint32_t color) {
	canvas_line(canvas, across(pose, x0), up(pose, y0), start * pose->size, across(pose, x1), up(pose, y1),
	    end * pose->size, color_of(color), 1);
}

static void spot(
    canvas_t *canvas, const pose_t *pose, float x, float y, float width, float height, uint32_t color) {
	canvas_ellipse(
	    canvas, across(pose, x), up(pose, y), width * pose->size, height * pose->size, color_of(color), 1);
}

static void draw_leg(canvas_t *canvas, const pose_t *pose, const looks_t *looks, float side) {
	float lift = fmaxf(0, sinf(pose->step) * side) * 22;
	limb(canvas, pose, side * 16, 150, 34, side * 19, 78 + lift * 0.6f, 27, looks->trousers);
	limb(canvas, pose, side * 19, 78 + lift * 0.6f, 27, side * 20, 14 + lift, 21, looks->trousers);
	spot(canvas, pose, side * 23, 8 + lift, 34, 17, 0x241C18);
}

/** An arm from the shoulder to a hand at (x, y), with the elbow outside. */
static void draw_arm(
    canvas_t *canvas, const pose_t *pose, const looks_t *looks, float side, float x, float y) {
	float elbow_x = (side * 44 + x) / 2 + side * 16, elbow_y = (250 + y) / 2 - 12;
	limb(canvas, pose, side * 44, 250, 32, elbow_x, elbow_y, 26, looks->coat_shade);
	limb(canvas, pose, elbow_x, elbow_y, 26, x, y, 20, looks->coat_shade);
	spot(canvas, pose, x, y - 4, 22, 22, looks->skin);
}

static void draw_arms(canvas_t *canvas, const pose_t *pose, const looks_t *looks) {
	float swing = cosf(pose->step) * 14;
	float left_x = -62, left_y = 160 + swing, right_x = 62, right_y = 160 - swing;
	right_x += (26 - right_x) * pose->ring;
	right_y += (262 - right_y) * pose->ring;
	left_x += (-92 + 16 * sinf(pose->wave * 25) - left_x) * fminf(1, pose->wave * 4);
	left_y += (322 - left_y) * fminf(1, pose->wave * 4);
	if (looks->has_parcel && pose->wave == 0 && !pose->is_leaving) {
		left_x = -24;
		left_y = 190;
	}
	draw_arm(canvas, pose, looks, -1, left_x, left_y);
	draw_arm(canvas, pose, looks, 1, right_x, right_y);
	if (looks->has_parcel && !pose->is_leaving)
		canvas_box(canvas, across(pose, -52), up(pose, 212), across(pose, 16), up(pose, 164), 2 * pose->size,
		    color_of(0xC79A62), 1);
	if (pose->ring > 0.95f)
		canvas_glow(canvas, across(pose, 26), up(pose, 262), 46, color_of(0xFFFFFF), 0.5f);
}

static void draw_face(canvas_t *canvas, const pose_t *pose, double time) {
	float eyes = fmod(time, 3.7) < 0.15 ? 1.5f : 9;
	for (float side = -1; side <= 1; side += 2) {
		spot(canvas, pose, side * 13 + pose->look * 9, 304, 10, eyes, 0x2A1E18);
		limb(canvas, pose, side * 18 + pose->look * 8, 315, 3, side * 8 + pose->look * 8, 317, 3, 0x4A3626);
	}
	limb(canvas, pose, pose->look * 11, 300, 3, pose->look * 14, 292, 5, 0xC08868);
	for (int i = -3; i <= 3; i++)
		spot(canvas, pose, (float)i * 4 + pose->look * 9, 279 + (float)(i * i) * 0.7f, 6, 5, 0xA2483C);
}

static void draw_figure(canvas_t *canvas, const pose_t *pose, const looks_t *looks, double time) {
	canvas_ellipse(canvas, pose->x, pose->y, 120 * pose->size, 22 * pose->size, color_of(0x2A241C), 0.4f);
	draw_leg(canvas, pose, looks, -1);
	draw_leg(canvas, pose, looks, 1);
	limb(canvas, pose, 0, 232, 84, 0, 152, 76, looks->coat);
	limb(canvas, pose, -32, 254, 26, 32, 254, 26, looks->coat);
	limb(canvas, pose, 0, 248, 2, 0, 130, 2, looks->coat_shade);
	limb(canvas, pose, 0, 282, 24, 0, 262, 26, looks->skin);
	limb(canvas, pose, -20, 266, 16, 20, 266, 16, looks->coat_shade);
	spot(canvas, pose, 0, 304, 60, 72, looks->hair);
	if (!pose->is_leaving) {
		spot(canvas, pose, pose->look * 5, 298, 50, 62, looks->skin);
		draw_face(canvas, pose, time);
	}
	if (looks->has_hat) {
		limb(canvas, pose, -26, 330, 22, 26, 330, 22, looks->coat_shade);
		spot(canvas, pose, 0, 344, 14, 14, looks->coat);
	}
	draw_arms(canvas, pose, looks);
}

void visitor_draw(canvas_t *canvas, double time) {
	double within = fmod(time, PERIOD);
	const looks_t *looks =
	    &everybody[(unsigned long)(time / PERIOD) % (sizeof everybody / sizeof everybody[0])];
	if (within >= GONE)
		return;
	float near = within < TURNS ? smooth(within, 0, ARRIVED) : 1 - smooth(within, TURNS, GONE);
	bool walks = within < ARRIVED || within > TURNS;
	float depth = near * near;
	pose_t pose = {
	    .x = 320 - 14 * near + 3 * sinf((float)time * 0.9f) * near,
	    .y = 264 + 178 * depth,
	    .size = 0.13f + 0.87f * depth,
	    .step = walks ? (float)fmod(within * 7, 2 * M_PI) : 0,
	    .ring = smooth(within, RINGS, RINGS + 0.7) * (1 - smooth(within, RUNG - 0.7, RUNG)),
	    .wave = within > WAVES && within < WAVED ? (float)(within - WAVES) : 0,
	    .look = within > WAVED && within < TURNS ? sinf((float)(within - WAVED) * 1.6f) : 0,
	    .is_leaving = within > TURNS,
	};
	draw_figure(canvas, &pose, looks, time);
}
