#include "camera-sensor.h"

#include "camera-control.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

/* Register names and bits are those of the OV2640 datasheet. */
#define DSP 0
#define SENSOR 1
#define DSP_QS 0x44
#define DSP_ZMOW 0x5A
#define DSP_ZMOH 0x5B
#define DSP_ZMHH 0x5C
#define DSP_BPADDR 0x7C
#define DSP_BPDATA 0x7D
#define SENSOR_REG04 0x04
#define SENSOR_PIDH 0x0A
#define SENSOR_PIDL 0x0B
#define SENSOR_COM7 0x12
#define SENSOR_MIDH 0x1C
#define SENSOR_MIDL 0x1D
#define COM7_RESET 0x80
#define REG04_MIRROR 0x80
#define REG04_FLIP 0x40

const resolution_info_t resolution[FRAMESIZE_INVALID] = {
    [FRAMESIZE_96X96] = {96, 96, ASPECT_RATIO_1X1},
    [FRAMESIZE_QQVGA] = {160, 120, ASPECT_RATIO_4X3},
    [FRAMESIZE_128X128] = {128, 128, ASPECT_RATIO_1X1},
    [FRAMESIZE_QCIF] = {176, 144, ASPECT_RATIO_5X4},
    [FRAMESIZE_HQVGA] = {240, 176, ASPECT_RATIO_4X3},
    [FRAMESIZE_240X240] = {240, 240, ASPECT_RATIO_1X1},
    [FRAMESIZE_QVGA] = {320, 240, ASPECT_RATIO_4X3},
    [FRAMESIZE_320X320] = {320, 320, ASPECT_RATIO_1X1},
    [FRAMESIZE_CIF] = {400, 296, ASPECT_RATIO_4X3},
    [FRAMESIZE_HVGA] = {480, 320, ASPECT_RATIO_3X2},
    [FRAMESIZE_VGA] = {640, 480, ASPECT_RATIO_4X3},
    [FRAMESIZE_SVGA] = {800, 600, ASPECT_RATIO_4X3},
    [FRAMESIZE_XGA] = {1024, 768, ASPECT_RATIO_4X3},
    [FRAMESIZE_HD] = {1280, 720, ASPECT_RATIO_16X9},
    [FRAMESIZE_SXGA] = {1280, 1024, ASPECT_RATIO_5X4},
    [FRAMESIZE_UXGA] = {1600, 1200, ASPECT_RATIO_4X3},
    [FRAMESIZE_FHD] = {1920, 1080, ASPECT_RATIO_16X9},
    [FRAMESIZE_P_HD] = {720, 1280, ASPECT_RATIO_9X16},
    [FRAMESIZE_P_3MP] = {864, 1536, ASPECT_RATIO_9X16},
    [FRAMESIZE_QXGA] = {2048, 1536, ASPECT_RATIO_4X3},
    [FRAMESIZE_QHD] = {2560, 1440, ASPECT_RATIO_16X9},
    [FRAMESIZE_WQXGA] = {2560, 1600, ASPECT_RATIO_16X10},
    [FRAMESIZE_P_FHD] = {1088, 1920, ASPECT_RATIO_9X16},
    [FRAMESIZE_QSXGA] = {2560, 1920, ASPECT_RATIO_4X3},
    [FRAMESIZE_5MP] = {2592, 1944, ASPECT_RATIO_4X3},
};

static const camera_sensor_info_t ov2640 = {
    CAMERA_OV2640, "OV2640", OV2640_SCCB_ADDR, OV2640_PID, FRAMESIZE_UXGA, true};

camera_sensor_info_t *esp_camera_sensor_get_info(sensor_id_t *id) {
	return id->PID == OV2640_PID ? (camera_sensor_info_t *)&ov2640 : NULL;
}

static int write_bits(uint8_t address, uint8_t mask, bool set) {
	int value = camera_control_read(SENSOR, address);
	return value < 0 ? -1 : camera_control_write(SENSOR, address, set ? value | mask : value & ~mask);
}

/** Sets registers of the DSP's effects: the address goes up by itself. */
static int write_effect(uint8_t first, const uint8_t *values, int count) {
	if (camera_control_write(DSP, DSP_BPADDR, first) != 0)
		return -1;
	for (int i = 0; i < count; i++)
		if (camera_control_write(DSP, DSP_BPDATA, values[i]) != 0)
			return -1;
	return 0;
}

static bool is_level(int level) {
	return level >= -2 && level <= 2;
}

static int set_framesize(sensor_t *sensor, framesize_t framesize) {
	unsigned width = resolution[framesize].width / 4u, height = resolution[framesize].height / 4u;
	__atomic_store_n(&sensor->status.framesize, framesize, __ATOMIC_RELAXED);
	int result = camera_control_write(DSP, DSP_ZMOW, width & 0xFF);
	result |= camera_control_write(DSP, DSP_ZMOH, height & 0xFF);
	result |= camera_control_write(DSP, DSP_ZMHH, (height >> 6 & 4) | (width >> 8 & 3));
	vTaskDelay(pdMS_TO_TICKS(10));
	return result;
}

static int set_quality(sensor_t *sensor, int quality) {
	quality = quality < 0 ? 0 : quality > 63 ? 63 : quality;
	sensor->status.quality = (uint8_t)quality;
	return camera_control_write(DSP, DSP_QS, (uint8_t)quality);
}

static int set_brightness(sensor_t *sensor, int level) {
	if (!is_level(level))
		return -1;
	sensor->status.brightness = (int8_t)level;
	const uint8_t values[] = {(uint8_t)((level + 2) * 0x10), 0x00};
	return write_effect(0x09, values, 2);
}

static int set_contrast(sensor_t *sensor, int level) {
	if (!is_level(level))
		return -1;
	sensor->status.contrast = (int8_t)level;
	const uint8_t values[] = {0x20, (uint8_t)(0x20 + level * 4), (uint8_t)(0x20 - level * 10), 0x06};
	return write_effect(0x07, values, 4);
}

static int set_saturation(sensor_t *sensor, int level) {
	if (!is_level(level))
		return -1;
	sensor->status.saturation = (int8_t)level;
	const uint8_t values[] = {(uint8_t)(0x48 + level * 0x10), (uint8_t)(0x48 + level * 0x10)};
	return write_effect(0x03, values, 2);
}

static int set_hmirror(sensor_t *sensor, int enable) {
	sensor->status.hmirror = (uint8_t)enable;
	return write_bits(SENSOR_REG04, REG04_MIRROR, enable != 0);
}

static int set_vflip(sensor_t *sensor, int enable) {
	sensor->status.vflip = (uint8_t)enable;
	return write_bits(SENSOR_REG04, REG04_FLIP, enable != 0);
}

static int unsupported_level(sensor_t *sensor, int level) {
	(void)sensor;
	(void)level;
	return -1;
}

/** Controls of the exposure and of the color that change nothing in a simulated picture: the sensor takes
 * them. */
#define TAKEN(name, field)                                                                                   \
	static int name(sensor_t *sensor, int value) {                                                           \
		sensor->status.field = value;                                                                        \
		return 0;                                                                                            \
	}
TAKEN(set_colorbar, colorbar)
TAKEN(set_whitebal, awb)
TAKEN(set_gain_ctrl, agc)
TAKEN(set_exposure_ctrl, aec)
TAKEN(set_aec2, aec2)
TAKEN(set_awb_gain, awb_gain)
TAKEN(set_agc_gain, agc_gain)
TAKEN(set_aec_value, aec_value)
TAKEN(set_special_effect, special_effect)
TAKEN(set_wb_mode, wb_mode)
TAKEN(set_ae_level, ae_level)
TAKEN(set_dcw, dcw)
TAKEN(set_bpc, bpc)
TAKEN(set_wpc, wpc)
TAKEN(set_raw_gma, raw_gma)
TAKEN(set_lenc, lenc)

static int set_gainceiling(sensor_t *sensor, gainceiling_t gainceiling) {
	sensor->status.gainceiling = gainceiling;
	return 0;
}

static int set_pixformat(sensor_t *sensor, pixformat_t pixformat) {
	if (pixformat != PIXFORMAT_JPEG)
		return -1;
	sensor->pixformat = pixformat;
	return 0;
}

static int get_reg(sensor_t *sensor, int reg, int mask) {
	(void)sensor;
	int value = camera_control_read(reg >> 8 & 1, reg & 0xFF);
	return value < 0 ? value : value & mask;
}

static int set_reg(sensor_t *sensor, int reg, int mask, int value) {
	int former = get_reg(sensor, reg, 0xFF);
	if (former < 0)
		return former;
	return camera_control_write(reg >> 8 & 1, reg & 0xFF, (uint8_t)((former & ~mask) | (value & mask)));
}

static int set_xclk(sensor_t *sensor, int timer, int xclk) {
	(void)timer;
	sensor->xclk_freq_hz = xclk * 1000000;
	return 0;
}

static int reset(sensor_t *sensor) {
	(void)sensor;
	int result = camera_control_write(SENSOR, SENSOR_COM7, COM7_RESET);
	vTaskDelay(pdMS_TO_TICKS(10));
	return result;
}

static int init_status(sensor_t *sensor) {
	camera_status_t *status = &sensor->status;
	int quality = camera_control_read(DSP, DSP_QS), reg04 = camera_control_read(SENSOR, SENSOR_REG04);
	if (quality < 0 || reg04 < 0)
		return -1;
	status->brightness = status->contrast = status->saturation = status->ae_level = 0;
	status->special_effect = status->wb_mode = status->sharpness = status->denoise = 0;
	status->quality = (uint8_t)quality;
	status->hmirror = (reg04 & REG04_MIRROR) != 0;
	status->vflip = (reg04 & REG04_FLIP) != 0;
	return 0;
}

bool camera_sensor_detect(sensor_t *sensor) {
	int product = camera_control_read(SENSOR, SENSOR_PIDH),
	    version = camera_control_read(SENSOR, SENSOR_PIDL);
	if (product != OV2640_PID || version < 0)
		return false;
	sensor->id = (sensor_id_t){
	    .MIDH = (uint8_t)camera_control_read(SENSOR, SENSOR_MIDH),
	    .MIDL = (uint8_t)camera_control_read(SENSOR, SENSOR_MIDL),
	    .PID = (uint16_t)product,
	    .VER = (uint8_t)version,
	};
	sensor->init_status = init_status;
	sensor->reset = reset;
	sensor->set_pixformat = set_pixformat;
	sensor->set_framesize = set_framesize;
	sensor->set_contrast = set_contrast;
	sensor->set_brightness = set_brightness;
	sensor->set_saturation = set_saturation;
	sensor->set_sharpness = unsupported_level;
	sensor->set_denoise = unsupported_level;
	sensor->set_gainceiling = set_gainceiling;
	sensor->set_quality = set_quality;
	sensor->set_colorbar = set_colorbar;
	sensor->set_whitebal = set_whitebal;
	sensor->set_gain_ctrl = set_gain_ctrl;
	sensor->set_exposure_ctrl = set_exposure_ctrl;
	sensor->set_hmirror = set_hmirror;
	sensor->set_vflip = set_vflip;
	sensor->set_aec2 = set_aec2;
	sensor->set_awb_gain = set_awb_gain;
	sensor->set_agc_gain = set_agc_gain;
	sensor->set_aec_value = set_aec_value;
	sensor->set_special_effect = set_special_effect;
	sensor->set_wb_mode = set_wb_mode;
	sensor->set_ae_level = set_ae_level;
	sensor->set_dcw = set_dcw;
	sensor->set_bpc = set_bpc;
	sensor->set_wpc = set_wpc;
	sensor->set_raw_gma = set_raw_gma;
	sensor->set_lenc = set_lenc;
	sensor->get_reg = get_reg;
	sensor->set_reg = set_reg;
	sensor->set_xclk = set_xclk;
	return true;
}
