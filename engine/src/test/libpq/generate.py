"""Asks libpq itself what it reads in connection URLs.

    python generate.py > ../resources/dev/athanor/engine/database/libpq.tsv

Lines: URL, then what PQconninfoParse gives for it as name=value by &, percent-encoded, or ! and libpq's message.
Where the answer begins with `@`, libpq began to connect (PQconnectStart, to addresses at which nothing listens) and
this is the host and the port that it took first; there, ports are matched with hosts. The first line is libpq's version.
"""

import ctypes
import random
from urllib.parse import quote_from_bytes

libpq = ctypes.CDLL("libpq.so.5")


class Option(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in ("keyword", "envvar", "compiled", "val", "label", "dispchar")]
    _fields_ += [("dispsize", ctypes.c_int)]


libpq.PQconninfoParse.restype = ctypes.POINTER(Option)
libpq.PQconninfoParse.argtypes = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_char_p)]
libpq.PQconnectStart.restype = ctypes.c_void_p
libpq.PQconnectStart.argtypes = [ctypes.c_char_p]
for function in ("PQhost", "PQport", "PQerrorMessage"):
    getattr(libpq, function).restype = ctypes.c_char_p
    getattr(libpq, function).argtypes = [ctypes.c_void_p]
libpq.PQfinish.argtypes = [ctypes.c_void_p]


def parse(url):
    error = ctypes.c_char_p()
    options = libpq.PQconninfoParse(url.encode(), ctypes.byref(error))
    if not options:
        return "!" + error.value.decode(errors="replace").strip()
    found, i = [], 0
    while options[i].keyword:
        if options[i].val is not None:
            found.append(options[i].keyword.decode() + "=" + quote_from_bytes(options[i].val, safe=""))
        i += 1
    return "&".join(sorted(found))


def start(url):
    connection = libpq.PQconnectStart(url.encode())
    message = libpq.PQerrorMessage(connection).decode(errors="replace").strip()
    host, port = libpq.PQhost(connection), libpq.PQport(connection)
    libpq.PQfinish(connection)
    wrong = ("could not match", "invalid port", "invalid integer")
    if any(w in message for w in wrong):
        return "@!" + message.splitlines()[0]
    return f"@{host.decode()} {port.decode().strip() or 5432}"


USERS = ["", "ann@", "ann:s3@", "a%40b:p%2F%3F@", ":pw@", "ann:@", "@", "ann:a:b@", "%C3%A9:x+y@", "a%zz@", "a%00@", "a%4@"]
HOSTS = ["", "db", "db:6543", "db:", ":6543", "10.0.0.1", "[::1]", "[::1]:6543", "[2001:db8::1", "[]", "[::1]x", "db1,db2"]
HOSTS += ["db1:1,db2:2", "db1,db2:2", "db1:1,", ",db2", ",", "db%2e", "%2Ftmp", "%2Ftmp:1", "db:abc", "db:99999", "a,b,c:1"]
NAMES = ["", "/", "/shop", "/my%20db", "/a/b", "/%2F", "/sh;op", "/shop?", "/%C3%A9", "/%", "/a:b", "/a,b"]
PARAMETERS = ["", "?", "?sslmode=require", "?host=other", "?port=7", "?host=a,b&port=1,2", "?host=a,b&port=9", "?user=u&password=p%26q"]
PARAMETERS += ["?dbname=d", "?host=%2Ftmp", "?hostaddr=127.0.0.1", "?connect_timeout=3&application_name=x", "?ssl=true", "?ssl=false"]
PARAMETERS += ["?nonsense=1", "?sslmode", "?sslmode=a=b", "?=x", "?sslmode=&", "?&sslmode=allow", "?sslmode=allow&&options=", "?%68ost=x"]
PARAMETERS += ["?options=-c%20a%3Db", "?options=-c+a", "?keepalives=1&keepalives_idle=5", "?client_encoding=UTF8", "?port=7&port=8"]
PARAMETERS += ["?fallback_application_name=f", "?target_session_attrs=read-write", "?a%zz=1", "?options=%zz", "?sslmode=require&"]
LOCAL = ["127.0.0.1", "127.0.0.1:1", "127.0.0.1,127.0.0.2", "127.0.0.1:1,127.0.0.2:2", "[::1]:3", "127.0.0.1:1,127.0.0.2", ""]
PORTS = ["", "?port=4", "?port=4,5", "?port=4,5,6", "?port=,5", "?port=", "?port=0", "?port=65536", "?port=x", "?port=4x", "?port=%204", "?port=4%20"]
PORTS += ["?host=127.0.0.3&port=6", "?port=6&host=127.0.0.3", "?host=127.0.0.3,127.0.0.4&port=7", "?host=127.0.0.3,127.0.0.4&port=7,8", "?host=127.0.0.3"]


def main():
    rng = random.Random(20261128)
    print("#", libpq.PQlibVersion())
    urls = []
    for i in range(max(map(len, (USERS, HOSTS, NAMES, PARAMETERS)))):
        urls += [f"postgresql://{USERS[i % len(USERS)]}db/shop", f"postgresql://ann@{HOSTS[i % len(HOSTS)]}/shop"]
        urls += [f"postgres://ann@db{NAMES[i % len(NAMES)]}", f"postgresql://ann@db/shop{PARAMETERS[i % len(PARAMETERS)]}"]
        urls += [f"postgresql://{PARAMETERS[i % len(PARAMETERS)]}", f"postgresql:///{PARAMETERS[i % len(PARAMETERS)]}"]
    for _ in range(250):
        urls.append("postgresql://" + "".join(map(rng.choice, (USERS, HOSTS, NAMES, PARAMETERS))))
    for url in dict.fromkeys(urls):
        print(url, parse(url), sep="\t")
    for hosts in LOCAL:
        for ports in PORTS:
            url = f"postgresql://ann@{hosts}/shop{ports}"
            if hosts or "host=" in ports:
                print(url, start(url), sep="\t")


if __name__ == "__main__":
    main()
