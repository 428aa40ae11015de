export const HELP = `Belltower's hub: the server that doorbells talk to, and the page on which the door is answered.

npm run hub [-- COMMAND]

  (none)                            runs the hub
  password [NAME]                   sets somebody's password; "admin" is made if it is not there
  user add NAME [--person]          adds somebody: an admin, or a person, who can't change who may do what
  user list | remove NAME
  device add ID [--name NAME]       enters a doorbell and shows its token, once
  device list | token ID | revoke ID | remove ID
                                    token: another one, and the one before counts no more
  token add NAME [--device ID]...   makes an access token for Home Assistant, Frigate, VLC and their like
  token list | revoke ID
  certificate [NAME]...             makes this hub's own certificate, for these names and addresses besides its own;
                                    from its next start on the hub speaks HTTPS

Passwords are asked for; from a program they are read from the standard input, one line. All of this counts at once, also
while the hub runs.

  BELLTOWER_DATA              the folder for everything that is kept; ~/.local/share/belltower
  BELLTOWER_HOST, _PORT       where to listen; 127.0.0.1 and 8000
  BELLTOWER_TLS_CERT, _KEY    a certificate of your own and its key: PEM files
  BELLTOWER_TLS=off           no HTTPS, though a certificate was made
  BELLTOWER_TLS_HELP_PORT     where a page without HTTPS says how to trust this hub's own certificate; 8080, 0 for none
  BELLTOWER_PROXIES           proxies in front, addresses or networks separated by commas, whose X-Forwarded-* count
  BELLTOWER_HOSTS             further names by which browsers reach the hub, separated by commas
  BELLTOWER_ALLOW_ORIGINAL=1  lets the original's device in, which can't show who it is
  BELLTOWER_WEBHOOK_HOSTS     hosts and networks in your own network that webhooks may go to, separated by commas
  BELLTOWER_DEVICE_TOKEN      one token for all doorbells that have none of their own
  BELLTOWER_VIEWER_TOKEN      a token that is as good as an admin's password
`;
