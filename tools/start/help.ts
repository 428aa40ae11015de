/** What `npm start -- --help` prints. */
export const help = `Starts Belltower: the hub and a simulated doorbell, built from source as needed.

Usage: npm start -- [options]

Hub
  --host ADDRESS       address to bind to (default 127.0.0.1). One that others can reach needs
                       BELLTOWER_DEVICE_TOKEN and BELLTOWER_VIEWER_TOKEN in the environment.
  --port NUMBER        TCP port, 0 for any that is free (default 8000)
  --hub-only           no simulated doorbell

Doorbells
  --doorbells NUMBER   how many to simulate, 1 to 20 (default 1)
  --name NAME          what the page calls the doorbell (default "Front door"); several are numbered
  --camera FILE|DIR    show this instead of the built-in scene: a JPEG, an MJPEG, or a folder of JPEGs
  --microphone FILE    hear this WAV file at the door, over and over, instead of the built-in sound
  --speaker FILE       write what the speaker plays to this WAV file; of several doorbells, to
                       FILE-1.wav, FILE-2.wav and so on
  --first-start        a doorbell as it comes from the factory, and the page on which it is set up
  --data DIR           keep what is set on the doorbells in this folder (default build/data)
  --device-only        no hub; the doorbells connect to the one given by --hub
  --hub URL            ws://HOST:PORT or wss://HOST:PORT, with --device-only. Where that hub wants a
                       token, it is BELLTOWER_DEVICE_TOKEN in the environment.
  --ca FILE            who vouches for a hub at wss://, as certificates in PEM: of a hub with a
                       certificate of its own, tls/authority.pem in its data folder

  --help               this text

Enter presses the bell of the doorbell, a number and Enter that of another one. Stop it with Ctrl-C.
`;
