#include "doorstep-garden.h"

#include <math.h>

#define HORIZON 262
#define LAMP_X 536
#define LAMP_Y 66

static uint32_t hash(uint32_t x, uint32_t y) {
	uint32_t value = x * 0x9E3779B1u ^ y * 0x85EBCA77u;
	value ^= value >> 15;
	value *= 0x2C1B3C6Du;
	return value ^ value >> 13;
}

static float random_part(uint32_t x, uint32_t y) {
	return (float)(hash(x, y) & 0xFFFF) / 65536.0f;
}

/** Roughens the luma of the rectangle, as grass or brick is rough. */
static void roughen(canvas_t *canvas, float x0, float y0, float x1, float y1, float depth) {
	picture_t *picture = &canvas->picture;
	int from = (int)((x0 - canvas->left) * canvas->scale), to = (int)((x1 - canvas->left) * canvas->scale);
	int top = (int)(y0 * canvas->scale), bottom = (int)(y1 * canvas->scale);
	from = from < 0 ? 0 : from;
	to = to > (int)picture->stride ? (int)picture->stride : to;
	bottom = bottom > (int)picture->rows ? (int)picture->rows : bottom;
	for (int y = top; y < bottom; y++)
		for (int x = from; x < to; x++) {
			uint32_t ux = (uint32_t)((float)x / canvas->scale), uy = (uint32_t)((float)y / canvas->scale);
			float grain = random_part(ux, uy) + random_part(ux / 3, uy / 2 + 999) - 1;
			uint8_t *luma = &picture->luma[(size_t)y * picture->stride + (unsigned)x];
			float value = (float)*luma * (1 + depth * grain);
			*luma = value > 255 ? 255 : (uint8_t)value;
		}
}

static void draw_sky(canvas_t *canvas) {
	color_t top = color_of(0x3B4A78), middle = color_of(0xB98A9A), low = color_of(0xF6BE86);
	float right = canvas_right(canvas);
	for (float y = 0; y < HORIZON; y += 2) {
		float part = y / HORIZON;
		color_t color = part < 0.6f ? color_between(top, middle, part / 0.6f)
		                            : color_between(middle, low, (part - 0.6f) / 0.4f);
		canvas_box(canvas, canvas->left, y, right, y + 2.5f, 0, color, 1);
	}
	canvas_glow(canvas, 230, 236, 190, color_of(0xFFE0A0), 0.75f);
}

static void draw_house(canvas_t *canvas, float x, float width, float height, uint32_t wall, uint32_t roof) {
	float top = 232 - height;
	canvas_box(canvas, x, top, x + width, 240, 0, color_of(wall), 1);
	canvas_trapezoid(canvas, top - height * 0.55f, x + width * 0.32f, x + width * 0.68f, top, x - 6,
	    x + width + 6, color_of(roof), 1);
	canvas_box(canvas, x + width * 0.74f, top - height * 0.62f, x + width * 0.82f, top - height * 0.2f, 0,
	    color_of(roof), 1);
	for (int window = 0; window < 3; window++) {
		float left = x + width * (0.12f + 0.28f * (float)window);
		canvas_box(canvas, left, top + 12, left + width * 0.16f, top + 30, 1, color_of(0x39343F), 1);
	}
}

static void draw_houses(canvas_t *canvas) {
	draw_house(canvas, 118, 104, 62, 0x6E5A66, 0x4A3A48);
	draw_house(canvas, 262, 92, 50, 0x7A6670, 0x513D44);
	draw_house(canvas, 398, 118, 70, 0x66586A, 0x443848);
	draw_house(canvas, 560, 96, 54, 0x725E68, 0x4C3C46);
	draw_house(canvas, -60, 110, 58, 0x725E68, 0x4C3C46);
	draw_house(canvas, 690, 100, 64, 0x66586A, 0x443848);
}

static void draw_hedge(canvas_t *canvas) {
	float right = canvas_right(canvas);
	canvas_box(canvas, canvas->left, 222, right, 268, 0, color_of(0x2E4630), 1);
	for (float x = canvas->left; x < right; x += 9) {
		float bump = random_part((uint32_t)(x + 1000), 7);
		canvas_ellipse(canvas, x, 224 + bump * 4, 20, 16, color_of(bump > 0.5f ? 0x38553A : 0x2B432D), 1);
	}
	roughen(canvas, canvas->left, 226, right, 268, 0.25f);
	canvas_box(canvas, 294, 214, 346, 268, 0, color_of(0xA98C78), 1);
	canvas_box(canvas, 288, 208, 296, 270, 2, color_of(0xD9CEC0), 1);
	canvas_box(canvas, 344, 208, 352, 270, 2, color_of(0xD9CEC0), 1);
}

static void draw_lawn(canvas_t *canvas) {
	float right = canvas_right(canvas);
	color_t far_green = color_of(0x5E7A48), near_green = color_of(0x39562F);
	for (float y = HORIZON; y < 480; y += 2)
		canvas_box(canvas, canvas->left, y, right, y + 2.5f, 0,
		    color_between(far_green, near_green, (y - HORIZON) / (480 - HORIZON)), 1);
	roughen(canvas, canvas->left, HORIZON, right, 480, 0.20f);
	for (int flower = 0; flower < 40; flower++) {
		float y = HORIZON + 14 + random_part((uint32_t)flower, 1) * 190;
		float x = canvas->left + random_part((uint32_t)flower, 2) * (right - canvas->left);
		float size = 1.5f + 5 * (y - HORIZON) / 218;
		canvas_ellipse(canvas, x, y, size, size, color_of(flower % 3 == 0 ? 0xF0D878 : 0xEDE6E0), 0.9f);
	}
}

/** The left and the right edge of the path at a height. */
static float path_edge(float y, float side) {
	float part = (y - HORIZON) / (480 - HORIZON);
	return 320 + side * (22 + part * 150);
}

static void draw_path(canvas_t *canvas) {
	canvas_trapezoid(canvas, HORIZON, path_edge(HORIZON, -1), path_edge(HORIZON, 1), 481, path_edge(481, -1),
	    path_edge(481, 1), color_of(0x8E8278), 1);
	for (int row = 0; row < 12; row++) {
		float near = powf(1.29f, (float)row - 12), far = powf(1.29f, (float)row - 13);
		float y0 = HORIZON + 218 * far + 1, y1 = HORIZON + 218 * near - 1 - 2 * near;
		for (int stone = 0; stone < 3; stone++) {
			float from = -1 + 2.0f * (float)stone / 3 + 0.03f,
			      to = -1 + 2.0f * (float)(stone + 1) / 3 - 0.03f;
			float shade = random_part((uint32_t)row, (uint32_t)stone + 40);
			canvas_trapezoid(canvas, y0, path_edge(y0, from), path_edge(y0, to), y1, path_edge(y1, from),
			    path_edge(y1, to), color_between(color_of(0xA89C8E), color_of(0xC2B6A6), shade), 1);
		}
	}
	roughen(canvas, path_edge(480, -0.5f), 290, path_edge(480, 0.5f), 480, 0.07f);
}

static void draw_mat(canvas_t *canvas) {
	canvas_trapezoid(canvas, 418, 226, 414, 462, 206, 434, color_of(0x3A2A1E), 1);
	canvas_trapezoid(canvas, 421, 231, 409, 459, 212, 428, color_of(0x86603C), 1);
	for (int stripe = 0; stripe < 5; stripe++) {
		float y = 426 + (float)stripe * 6.5f;
		canvas_trapezoid(canvas, y, 242 - (float)stripe * 3, 398 + (float)stripe * 3, y + 2,
		    241 - (float)stripe * 3, 399 + (float)stripe * 3, color_of(stripe == 2 ? 0xC04838 : 0x5E4228),
		    0.8f);
	}
	roughen(canvas, 232, 421, 408, 459, 0.18f);
}

static void draw_wall(canvas_t *canvas) {
	canvas_box(canvas, canvas->left, 0, 96, 480, 0, color_of(0xB7A594), 1);
	for (int row = 0; row < 26; row++)
		for (int column = -40; column < 3; column++) {
			float x = (float)column * 44 + (row % 2 ? 0 : 22), y = (float)row * 19;
			if (x + 42 < canvas->left || x > 96)
				continue;
			float shade = random_part((uint32_t)(column + 99), (uint32_t)row);
			canvas_box(canvas, x, y, fminf(x + 41, 96), y + 16, 1.5f,
			    color_between(color_of(0x8E4A38), color_of(0xB2664C), shade), 1);
		}
	roughen(canvas, canvas->left, 0, 96, 480, 0.14f);
	canvas_box(canvas, 90, 0, 100, 480, 0, color_of(0xE6DED2), 1);
	canvas_box(canvas, 99, 0, 102, 480, 0, color_of(0x6A5A50), 0.6f);
	canvas_box(canvas, 18, 214, 74, 258, 4, color_of(0x25384E), 1);
	canvas_text(canvas, 29, 222, 3, "42", color_of(0xF2EBDD), 1);
}

static void draw_clock_face(canvas_t *canvas) {
	canvas_ellipse(canvas, 47, 132, 76, 76, color_of(0x2A2420), 1);
	canvas_ellipse(canvas, 47, 132, 66, 66, color_of(0xF4EEDF), 1);
	for (int hour = 0; hour < 12; hour++) {
		float angle = (float)hour * (float)M_PI / 6, long_mark = hour % 3 == 0 ? 25 : 28;
		canvas_line(canvas, 47 + 30 * sinf(angle), 132 - 30 * cosf(angle), 2, 47 + long_mark * sinf(angle),
		    132 - long_mark * cosf(angle), 2, color_of(0x3A322C), 1);
	}
}

static void draw_pot(canvas_t *canvas) {
	canvas_ellipse(canvas, 574, 470, 130, 22, color_of(0x1E2A1A), 0.5f);
	canvas_trapezoid(canvas, 392, 532, 616, 472, 544, 604, color_of(0xA4553A), 1);
	canvas_box(canvas, 526, 382, 622, 400, 4, color_of(0xBE6A4A), 1);
	canvas_trapezoid(canvas, 402, 540, 556, 470, 548, 560, color_of(0xC98262), 0.6f);
}

static void draw_lamp(canvas_t *canvas) {
	canvas_line(canvas, LAMP_X, 0, 4, LAMP_X, LAMP_Y - 26, 4, color_of(0x2A2622), 1);
	canvas_trapezoid(canvas, LAMP_Y - 28, LAMP_X - 8, LAMP_X + 8, LAMP_Y - 14, LAMP_X - 26, LAMP_X + 26,
	    color_of(0x2E2A26), 1);
	canvas_trapezoid(canvas, LAMP_Y - 14, LAMP_X - 20, LAMP_X + 20, LAMP_Y + 22, LAMP_X - 13, LAMP_X + 13,
	    color_of(0xFFE9B8), 1);
}

static void draw_lamp_and_moth(canvas_t *canvas, double time) {
	float flicker = (float)(sin(time * 11) * sin(time * 1.7));
	draw_lamp(canvas);
	canvas_glow(canvas, LAMP_X, LAMP_Y, 82, color_of(0xFFD890), 0.42f + 0.04f * flicker);
	float angle = (float)(time * 2.6), wings = 3 + 3 * fabsf((float)sin(time * 23));
	float x = LAMP_X + 34 * cosf(angle), y = LAMP_Y + 20 * sinf(angle * 1.37f);
	canvas_ellipse(canvas, x - 2, y, 5, wings, color_of(0xD8CDBA), 0.9f);
	canvas_ellipse(canvas, x + 2, y, 5, wings, color_of(0xD8CDBA), 0.9f);
}

void garden_draw(canvas_t *canvas) {
	draw_sky(canvas);
	draw_houses(canvas);
	draw_hedge(canvas);
	draw_lawn(canvas);
	draw_path(canvas);
	draw_mat(canvas);
	draw_wall(canvas);
	draw_clock_face(canvas);
	draw_pot(canvas);
}

static void draw_hand(canvas_t *canvas, double turns, float length, float width, uint32_t color) {
	float angle = (float)(fmod(turns, 1) * 2 * M_PI);
	canvas_line(canvas, 47 - 5 * sinf(angle), 132 + 5 * cosf(angle), width, 47 + length * sinf(angle),
	    132 - length * cosf(angle), width, color_of(color), 1);
}

void garden_draw_behind(canvas_t *canvas, double time, double time_of_day) {
	for (int cloud = 0; cloud < 3; cloud++) {
		float x = (float)fmod(time * (3 + cloud) + cloud * 310, 900), y = 40 + 34 * (float)cloud;
		/* A cloud comes out from behind the wall, so it is clear before it reaches it. */
		float opacity = 0.3f * fminf(1, fmaxf(0, (x - 128) / 40));
		for (int puff = 0; puff < 4; puff++)
			canvas_ellipse(canvas, x + (float)puff * 24, y + (puff % 2 ? -5.0f : 3.0f), 52, 17,
			    color_of(0xE8B8B0), opacity);
	}
	for (int house = 0; house < 3; house++) {
		static const float windows[3][2] = {{130.5f, 182}, {313.7f, 194}, {478.2f, 174}};
		if (((int)(time / 13) + house) % 3 != 0)
			canvas_box(canvas, windows[house][0], windows[house][1], windows[house][0] + 15,
			    windows[house][1] + 18, 1, color_of(0xFFD070), 1);
	}
	draw_hand(canvas, time_of_day / 43200, 16, 4, 0x2A2420);
	draw_hand(canvas, time_of_day / 3600, 25, 3, 0x2A2420);
	draw_hand(canvas, floor(time_of_day) / 60, 28, 1.5f, 0xC03020);
	canvas_ellipse(canvas, 47, 132, 5, 5, color_of(0xC03020), 1);
}

static void draw_leaf(canvas_t *canvas, double time, int leaf) {
	float lean = ((float)leaf - 3.5f) * 0.30f;
	float wind = 0.10f * (float)sin(time * 1.3 + leaf * 0.7) + 0.05f * (float)sin(time * 3.1 + leaf * 1.9);
	float length = 92 - 9 * fabsf((float)leaf - 3.5f);
	float middle = lean * 0.7f + wind * 0.5f, end = lean * 1.25f + wind * 1.4f;
	float x0 = 574 + ((float)leaf - 3.5f) * 5, y0 = 388;
	float x1 = x0 + length * 0.55f * sinf(middle), y1 = y0 - length * 0.55f * cosf(middle);
	float x2 = x1 + length * 0.5f * sinf(end), y2 = y1 - length * 0.5f * cosf(end);
	color_t color = color_of(leaf % 2 ? 0x3F7A3C : 0x559448);
	canvas_line(canvas, x0, y0, 5, x1, y1, 15, color, 1);
	canvas_line(canvas, x1, y1, 15, x2, y2, 2, color, 1);
	canvas_line(canvas, x0, y0, 1.5f, x1, y1, 1.5f, color_of(0x86B868), 0.8f);
}

void garden_draw_before(canvas_t *canvas, double time) {
	for (int leaf = 0; leaf < 8; leaf++)
		draw_leaf(canvas, time, leaf);
	draw_lamp_and_moth(canvas, time);
}
