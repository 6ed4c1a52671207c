# A Docker of its own, in the namespaces that it is started in, with all its files below the directory $1; $2 is a program that takes "hold addr= port=" (lab.c, linked statically).
# Says "ready PID" with the daemon's process id, and takes everything down when its standard input closes.
set -eu
cd "$1"
export DOCKER_HOST="unix://$1/docker.sock"
ip link set lo up
dockerd --iptables=false --ip6tables=false --ip-masq=false --ip-forward=false --storage-driver=vfs --data-root "$1/data" --exec-root "$1/exec" --pidfile "$1/pid" \
  -H "$DOCKER_HOST" >log 2>&1 </dev/null &
daemon=$!
trap 'docker rm -f web shares other >/dev/null 2>&1 || true; kill $daemon; wait $daemon || true' EXIT
until docker version >/dev/null 2>&1; do
  kill -0 $daemon 2>/dev/null || { echo "dockerd has ended: $(grep -v level=info log | tail -n 3 | tr '\n' ' ')"; exit 1; }
  sleep 0.1
done
mkdir root
cp "$2" root/lab
tar -C root -c . | docker import - orders-image:7 >/dev/null
container() { name=$1; shift; docker run -d -i --name "$name" "$@" >/dev/null 2>>log; }
container web -p 18080:80 -p 127.0.0.1:18081:81/udp orders-image:7 /lab hold addr=0.0.0.0 port=80
container other -p 18082:80 orders-image:7 /lab hold addr=0.0.0.0 port=80
echo "ready $daemon $(docker inspect -f '{{.Id}}' web other | tr '\n' ' ')"
while read -r line; do
  case $line in
    share) container shares --network container:web orders-image:7 /lab hold addr=0.0.0.0 port=82 ;;
    stop) kill -STOP $daemon ;;
    continue) kill -CONT $daemon ;;
  esac
  echo "$line"
done
