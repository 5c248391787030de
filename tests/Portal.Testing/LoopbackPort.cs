using System.Net;
using System.Net.Sockets;

namespace Portal.Testing;

/// <summary>A port of this machine that nothing listens on.</summary>
public static class LoopbackPort
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
