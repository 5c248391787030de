using System.Net;
using System.Net.Sockets;

namespace Portal.Testing;

/// <summary>
/// A port of this machine that nothing listens on, below those the machine gives to outgoing connections: a server that
/// is killed and started again finds it free.
/// </summary>
public static class LoopbackPort
{
    private const int First = 20_000;
    private const int Outgoing = 32_768;

    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Outgoing);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there: another one.
            }
        }
    }
}
